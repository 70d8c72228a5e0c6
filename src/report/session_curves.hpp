#pragma once

#include <cstddef>
#include <vector>

#include "analytics/drawdown.hpp"
#include "backtest/backtest_report.hpp"
#include "core/date.hpp"

namespace tw::report {

/// A run as its session closes saw it: what returns, drawdowns and monthly tables are made of.
struct SessionCurves {
  std::vector<Date> dates;
  std::vector<std::size_t> points;  ///< The session's last index into `BacktestReport::equity`.
  std::vector<double> equity;
  std::vector<double> benchmark;  ///< Empty where the report has none.
  std::vector<double> returns;    ///< One fewer than `equity`.
  std::vector<double> benchmark_returns;
  std::vector<double> drawdown;

  /// Returns the dates of `returns`.
  std::vector<Date> return_dates() const;
};

SessionCurves session_curves(const backtest::BacktestReport& report);

/// Returns, for each point of the report's equity, the newest value of `by_session` known there;
/// NaN before the first session's close.
std::vector<double> along_equity(const SessionCurves& curves, const std::vector<double>& by_session,
                                 std::size_t points_count);

}  // namespace tw::report
