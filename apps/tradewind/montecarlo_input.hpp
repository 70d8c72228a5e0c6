#pragma once

#include <string>

#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "research/track_record.hpp"

namespace tw::app {

/// Where the history comes from that a simulation starts with.
struct MonteCarloInput {
  research::TrackRecord record;
  std::string data;  ///< The file named; empty for the store.
};

/// Returns whether the flags describe a backtest, rather than a file of prices alone.
bool names_a_strategy(const BacktestFlags& flags);

/// Reads a run that `backtest --json` wrote.
///
/// Errors: throws Failure, BadData, naming the file, what is wrong and the remedy.
MonteCarloInput input_of_run(const std::string& file);

/// Reads the closes of one file or symbol; returns from session to session.
MonteCarloInput input_of_prices(const BacktestFlags& flags);

/// Runs the backtest that the flags describe.
MonteCarloInput input_of_backtest(const formats::BacktestRequest& request,
                                  const BacktestData& data);

/// Reads rows of indices into a sample of `sample` returns: one path a row, a header if it has one.
///
/// Errors: throws Failure, BadData, naming the line, the value and the remedy.
std::vector<std::vector<std::uint32_t>> read_indices(const std::string& file, std::uint32_t sample);

}  // namespace tw::app
