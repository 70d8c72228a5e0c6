#pragma once

#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Returns the strategies of the run, each with its part of the account: those that the spec lists,
/// or the one that it names, with all of it.
std::vector<Sleeve> sleeves_of(const BacktestSpec& spec);

/// Returns a feed for each strategy and symbol that it trades, with ids 0, 1, ...
///
/// Strategies of one portfolio share the account's cash but not their positions: each sees and
/// closes its own, as if it had a sub-account. So every pair is an instrument of its own here, and
/// what one strategy sells another may hold.
std::vector<Feed> lines_of(const BacktestSpec& spec, const std::vector<Feed>& feeds);

}  // namespace tw::backtest
