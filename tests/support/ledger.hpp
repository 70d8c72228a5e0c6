#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tw::support {

/// What did not hold in a script, and where.
struct LedgerFault {
  int line = 0;
  std::string message;
};

/// Plays a ledger script through the real blotter, risk gate and portfolio.
///
/// One statement a line, `#` starts a comment, and `->` starts what must be true after it:
///
///     scenario A long round trip pays both commissions
///     cash 1000
///     buy 10 @ 10.00 fee 1.00   -> position=10 cash=899
///     sell 10 @ 12.00 fee 2.00  -> closed=1 pnl=17 equity=1017
///
/// tests/ledger/README.md lists the statements and the figures. After every line the portfolio's
/// own identities must hold as well.
std::vector<LedgerFault> play_ledger(std::string_view script);

}  // namespace tw::support
