#pragma once

#include <string_view>
#include <vector>

#include "support/ledger.hpp"

namespace tw::support {

/// Plays a ledger script of a market: bars and corporate actions through the simulated venue and
/// the engine, with the script in the place of the strategy.
///
/// One statement a line, `#` starts a comment, and `->` starts what must be true after it:
///
///     scenario A stop waits through a split
///     cash 100000
///     bar 2014-06-05 646 649 642 647
///     ask A buy 100
///     bar 2014-06-06 649 651 644 645      -> A:filled position=100 cash=35100
///     ask B sell 100 stop 600 reduce_only
///     split 7:1 2014-06-09                -> position=700 seen_position=100 stop.B=85.71428571
///
/// tests/ledger/README.md lists the statements and the figures. After every line the engine's books
/// and the venue's must agree, and the portfolio's own identities must hold.
std::vector<LedgerFault> play_market_ledger(std::string_view script);

}  // namespace tw::support
