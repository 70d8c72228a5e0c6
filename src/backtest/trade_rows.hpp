#pragma once

#include <vector>

#include "analytics/activity.hpp"
#include "backtest/backtest_report.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Returns one row a closed lot, with what its bars showed while it was held.
std::vector<TradeRow> trade_rows(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                 const BacktestRun& run);

/// Returns the lots that the end of the data left open.
std::vector<OpenPositionRow> open_position_rows(const std::vector<Feed>& feeds,
                                                const BacktestRun& run);

/// Returns every order that left the engine, in the order of their ids.
std::vector<OrderRow> order_rows(const std::vector<Feed>& feeds, const BacktestRun& run);

/// Returns the bars, counted in the feed's range, over which each lot of feed 0 was held.
std::vector<analytics::BarSpan> held_spans(const std::vector<Feed>& feeds, const BacktestRun& run);

}  // namespace tw::backtest
