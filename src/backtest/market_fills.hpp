#pragma once

#include <span>
#include <vector>

#include "analytics/capacity.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Returns the entry and the exit of each closed trade beside what the market traded of it: the
/// mean value and the deviation of returns over the 20 sessions before, or over the first 20 where
/// fewer than five came before.
///
/// A market without volume has a daily value of zero. Requires trades of instruments of `feeds`.
std::vector<analytics::MarketFill> market_fills(const std::vector<Feed>& feeds,
                                                std::span<const portfolio::RoundTrip> trips);

}  // namespace tw::backtest
