#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/backtest_options.hpp"

namespace tw::app {

class Verb;

/// What the command line of `backtest` said, as it said it.
struct BacktestFlags {
  /// A flag that stands for a key of the spec file, with every value that it was given.
  struct Flag {
    std::string name;  ///< "--commission".
    std::string key;   ///< "costs.commission".
    std::vector<std::string> values;
  };

  std::string spec_file;  ///< The word without a flag; empty when there was none.
  std::vector<Flag> flags;
  std::vector<std::string> settings;  ///< Of --set: "fast=10".
  bool adjusted = false;
  std::string home;
  std::string json;    ///< Where to; empty is nowhere.
  std::string report;  ///< Where to; empty is nowhere.
  bool quiet = false;
  bool neighbours = false;  ///< The parameters next to those that were chosen are run too.
};

/// Adds every flag of a backtest, and the word SPEC.toml, to `verb`. `flags` must stay where it is
/// until the line has been parsed.
void add_backtest_flags(Verb verb, BacktestFlags& flags);

/// Returns the value that a flag such as "--seed" was given last, or nullptr.
const std::string* value_of(const BacktestFlags& flags, std::string_view name);

/// Returns the value of --seed, else 1: what a search or a resampling draws with.
/// Errors: throws Failure, BadUsage, for what is no whole number.
std::uint64_t seed_of(const BacktestFlags& flags);

/// Returns the flags with a strategy, where they name none: for verbs that only want the bars.
BacktestFlags with_any_strategy(BacktestFlags flags);

/// Reads the spec file, lays the flags over it and resolves both.
///
/// Errors: throws Failure: BadData for a file that cannot be read or is not TOML, BadUsage for what
/// is wrong in it or in the flags, a line for each; BadUsage when an output would overwrite input.
formats::BacktestRequest request_of(const BacktestFlags& flags);

/// Returns the files that a run of both reads: what no output may write over.
std::vector<std::string> inputs_of(const BacktestFlags& flags,
                                   const formats::BacktestRequest& request);

/// Resolves options that are at hand, and reads the files of halts and members that they name.
/// Errors: as `request_of`.
formats::BacktestRequest request_of(const std::vector<formats::Option>& options);

}  // namespace tw::app
