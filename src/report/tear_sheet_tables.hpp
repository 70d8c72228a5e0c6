#pragma once

#include <span>
#include <string>

#include "backtest/backtest_report.hpp"
#include "report/chart_data.hpp"
#include "report/session_curves.hpp"
#include "report/statistics.hpp"

namespace tw::report {

/// Returns every statistic in its group, beside the benchmark's where there is one.
std::string statistics_table(std::span<const StatisticGroup> groups);

/// Returns the deepest drawdowns: depth, peak, trough, recovery, days.
std::string drawdown_table(const SessionCurves& curves);

/// Returns what trades came to by symbol, side, entry tag and exit tag.
std::string division_tables(const backtest::BacktestReport& report);

std::string open_position_table(const backtest::BacktestReport& report);

/// Returns how many orders ended in which state and why.
std::string order_table(const backtest::BacktestReport& report);

/// Trades in the page itself; the script pages through all of them.
inline constexpr std::size_t kPlainTradesMax = 2000;

/// Returns the trade list with its first `kPlainTradesMax` rows, and the filters of the script.
std::string trade_table(const ChartData& data);

}  // namespace tw::report
