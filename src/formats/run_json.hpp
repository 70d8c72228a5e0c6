#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "backtest/run_comparison.hpp"
#include "research/track_record.hpp"

namespace tw::formats {

/// A run as `tradewind backtest --json` wrote it.
struct RunJson {
  backtest::ComparedRun run;   ///< Its figures, trades and equity.
  std::string title;           ///< "sma_cross on SPY"
  std::optional<double> cash;  ///< What it began with.
  std::string currency;        ///< Of all its money; empty where it does not say.
};

/// Reads a run, which a comparison calls `name`.
/// Errors: one line naming the member that is missing or wrong: "has no 'equity'".
std::expected<RunJson, std::string> read_run(std::string_view text, std::string name);

/// Returns what a run earned, step by step.
///
/// Of an intraday curve the last value of each UTC day counts. A curve with weekends in it has 365
/// returns a year, others 252.
/// Errors: one line: it has too few sessions, or does not say what it began with.
std::expected<research::TrackRecord, std::string> track_record_of(const RunJson& run);

}  // namespace tw::formats
