#pragma once

#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Returns every statistic of a run whose curve, benchmark and trades are already in `report`.
/// Formulas: docs/metrics.md.
std::vector<Metric> run_metrics(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                const BacktestRun& run, const BacktestReport& report);

/// Returns what the reader must know before trusting the figures, most serious first.
std::vector<std::string> run_warnings(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                      const BacktestRun& run, const BacktestReport& report);

}  // namespace tw::backtest
