#pragma once

#include <vector>

#include "analytics/capacity.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Returns every entry and exit of the run's closed trades beside what the market traded of it: the
/// mean value and the deviation of returns over the 20 sessions before, or over the first 20 where
/// fewer than five came before.
///
/// A market without volume has a daily value of zero.
std::vector<analytics::MarketFill> market_fills(const std::vector<Feed>& feeds,
                                                const BacktestRun& run);

}  // namespace tw::backtest
