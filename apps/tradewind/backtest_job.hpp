#pragma once

#include <string>

#include "backtest/backtest_report.hpp"
#include "backtest_data.hpp"
#include "formats/backtest_options.hpp"

namespace tw::app {

/// A finished backtest: its report, and the run for those who compare against it.
struct BacktestJob {
  backtest::BacktestReport report;
  backtest::BacktestRun run;
};

/// Returns the spec of `request` with what only its data can say: symbols, and whether corporate
/// actions are applied.
backtest::BacktestSpec spec_of_run(const formats::BacktestRequest& request,
                                   const BacktestData& data);

/// Returns what names a run: its spec, its data and the program. Work that was kept under another
/// key is other work.
std::string key_of_run(const backtest::BacktestSpec& spec, const BacktestData& data);

/// Runs `request` over `data` and its benchmark, and computes the report with its diagnosis; with
/// the neighbours of its parameters, two more runs for each that was set.
BacktestJob run_backtest_job(const formats::BacktestRequest& request, const BacktestData& data,
                             const backtest::OnProgress& on_progress = {},
                             bool with_neighbours = false);

}  // namespace tw::app
