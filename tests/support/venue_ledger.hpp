#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/ledger.hpp"

namespace tw::support {

/// Plays a script of tests/ledger/venue through the real simulated venue.
///
///     row buy limit 100  next_open falls_through gap_up  98 : 104 106 97 97  -> fill @ 100
///
///     scenario A day order ends with the bar that ends its session
///     submit A buy 10 limit 8 day
///     session 10 11 9 10         -> A expired session_ended
///
/// tests/ledger/README.md lists the statements.
std::vector<LedgerFault> play_venue_ledger(std::string_view script);

/// Returns what the rows and pairs of a script are about, a line each: "row buy limit next_open
/// falls_through gap_up", "pair bracket sell next_open both_touched".
std::vector<std::string> truth_cases(std::string_view script);
/// Returns every combination that the truth table has to tell.
std::vector<std::string> all_truth_cases();

}  // namespace tw::support
