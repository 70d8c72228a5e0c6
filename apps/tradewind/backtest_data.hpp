#pragma once

#include <list>
#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "formats/backtest_options.hpp"
#include "ingest/load_bars.hpp"
#include "store/bar_file.hpp"

namespace tw::app {

/// The bars of a run, read from files or mapped from the store, and the feeds that view them.
///
/// Owns: the columns behind `feeds` and `benchmark_feeds`.
struct BacktestData {
  std::vector<backtest::Feed> feeds;
  std::vector<backtest::Feed> benchmark_feeds;
  std::string benchmark_name;
  std::vector<std::string> warnings;
  bool applies_actions = false;  ///< Corporate actions reach its feeds' holders.

  // Lists: an element stays where it is while others join it.
  std::list<BarTable> tables;
  std::list<store::MappedBars> mapped;
};

/// Finds and reads what `request` names: its files, else its symbols in the store below `home`
/// (from `--home`, may be empty).
///
/// Errors: throws Failure, BadData for a file, a symbol or an empty range; BadUsage for the range.
BacktestData load_backtest_data(const formats::BacktestRequest& request, const std::string& home);

}  // namespace tw::app
