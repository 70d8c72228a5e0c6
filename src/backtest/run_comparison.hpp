#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::backtest {

/// A closed trade of a run that is compared. Times are as its report names them.
struct ComparedTrade {
  std::string symbol;
  bool is_long = true;
  std::string entry_at;
  std::string exit_at;
  double quantity = 0.0;
  double pnl = 0.0;

  /// Returns what makes it the same trade in another run: "AAPL long 2014-01-02 2014-02-03".
  std::string key() const;
};

/// A run as a comparison sees it, from a report just made or from a stored one.
struct ComparedRun {
  std::string name;
  std::string run_id;
  std::string commands_hash;
  std::vector<std::pair<std::string, std::optional<double>>> metrics;  ///< In the report's order.
  std::vector<ComparedTrade> trades;
  std::vector<CurvePoint> equity;

  /// Returns the metric of that key; nothing where the run does not define it.
  std::optional<double> metric(std::string_view key) const;
};

/// How two runs differ.
struct RunDifference {
  std::size_t one = 0;
  std::size_t other = 0;
  std::size_t common_trades = 0;   ///< Same symbol, side, entry and exit.
  std::size_t resized_trades = 0;  ///< Of those, with another quantity.
  double common_pnl_change = 0.0;  ///< What the common ones earn more in the other.
  std::vector<ComparedTrade> only_one;
  std::vector<ComparedTrade> only_other;
  std::size_t common_sessions = 0;
  std::optional<double> correlation;  ///< Of the session returns on the sessions that both have.
  bool is_same = false;               ///< The same commands and the same equity.
};

/// Runs side by side. The first is what the others are held against.
struct RunComparison {
  std::vector<ComparedRun> runs;
  std::vector<std::string> metric_keys;  ///< Of all runs, in the order of the first that has them.
  std::vector<RunDifference> pairs;      ///< Every pair, the first run's first.
};

ComparedRun compared(std::string name, const BacktestReport& report);

/// Requires two runs.
RunComparison compare_runs(std::vector<ComparedRun> runs);

}  // namespace tw::backtest
