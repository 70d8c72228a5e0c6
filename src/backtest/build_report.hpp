#pragma once

#include <string>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/backtest_spec.hpp"
#include "backtest/lookahead_check.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// What a report says besides what the run itself knows.
struct ReportNotes {
  std::string spec_json;  ///< The resolved spec as one JSON object.
  std::string benchmark_name;
  std::vector<Assumption> assumptions;  ///< The spec's conventions; the run's own are added.
  std::vector<std::string> data_warnings;
  LookaheadCheck lookahead;
};

/// Computes everything that table, HTML and JSON show from a run and its benchmark.
///
/// `benchmark_feeds` are the feeds of `benchmark`, often those of the run itself.
BacktestReport build_report(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                            const BacktestRun& run, const std::vector<Feed>& benchmark_feeds,
                            const BacktestRun& benchmark, ReportNotes notes);

/// Names a run: the hash of its spec, its data and this build's code.
std::string run_id_of(const std::string& spec_json, const std::vector<Feed>& feeds);

/// Names the data of a run: symbols, timeframes and every column, lead-in included.
std::string data_fingerprint(const std::vector<Feed>& feeds);

}  // namespace tw::backtest
