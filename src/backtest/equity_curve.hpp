#pragma once

#include <vector>

#include "analytics/returns.hpp"
#include "backtest/backtest_report.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Returns every sample with the name of its moment.
std::vector<CurvePoint> equity_curve(const std::vector<Feed>& feeds, const BacktestRun& run);

/// Returns the last value of each session: what returns are computed from.
analytics::DatedValues session_equity(const std::vector<CurvePoint>& curve);
/// The same without the curve between: for those who want nothing else of a run.
analytics::DatedValues session_equity(const std::vector<Feed>& feeds, const BacktestRun& run);

/// Returns the newest value of `values` known at each point of `curve`; the first value before it.
std::vector<double> aligned(const std::vector<CurvePoint>& values,
                            const std::vector<CurvePoint>& curve);

}  // namespace tw::backtest
