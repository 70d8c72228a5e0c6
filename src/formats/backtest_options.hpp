#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "formats/csv_bars.hpp"

namespace tw::formats {

/// One thing that the user said about a backtest, on the command line or in a file.
struct Option {
  std::string key;    ///< As in the file: "cash", "costs.commission", "parameters.fast".
  std::string value;  ///< Lists give one option an element.
  std::string where;  ///< "--cash" or "spec.toml:4", for errors.
};

/// What is to be tested, and where its bars come from.
struct BacktestRequest {
  std::vector<Option> options;  ///< That said all below.
  backtest::BacktestSpec spec;
  std::vector<std::string> data;     ///< One file a symbol of `spec`; empty: the bars are stored.
  std::vector<std::string> actions;  ///< Files of corporate actions; empty: none are applied.
  CsvOptions csv;                    ///< How those files are read.
  std::string source;                ///< Who says so; empty takes the files', or the store's first.
  std::string universe;              ///< A file of who is a member when; empty: all, always.
  std::string halts;                 ///< A file of trading halts; empty when there are none.
  std::string benchmark;             ///< A symbol or a file; empty is the symbols themselves, held.
};

/// Returns `file` with what `flags` override: an equal key, whatever the order. Flags that name
/// data or symbols replace all that the file says about both.
std::vector<Option> overlay(std::vector<Option> file, std::vector<Option> flags);

/// Turns options into a request: the preset's values, then what the options say, in any order.
///
/// Errors: all of them, one line each: where, the value, what is wrong, what to write instead.
std::expected<BacktestRequest, std::vector<std::string>> resolve(
    const std::vector<Option>& options);

}  // namespace tw::formats
