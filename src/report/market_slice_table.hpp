#pragma once

#include <string>
#include <vector>

#include "analytics/market_slices.hpp"
#include "backtest/backtest_report.hpp"
#include "report/session_curves.hpp"

namespace tw::report {

/// What a run made of the kinds of market that it went through.
struct RunSlices {
  std::vector<analytics::MarketSlice> regimes;  ///< By the benchmark; empty without one.
  std::vector<analytics::MarketSlice> crises;   ///< Those that the run's dates touch.
};

RunSlices run_slices(const backtest::BacktestReport& report, const SessionCurves& curves);

/// Returns both as tables of HTML; empty where there is neither.
std::string market_slice_tables(const RunSlices& slices);

}  // namespace tw::report
