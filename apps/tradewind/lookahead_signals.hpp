#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "report/lookahead_report.hpp"

namespace tw::app {

/// What `tradewind lookahead --signals` is asked.
struct SignalQuestion {
  std::string command;    ///< Reads bars as CSV and writes rows as CSV.
  std::size_t every = 0;  ///< Bars between cuts; 0 chooses.
  std::uint64_t seed = 1;
  unsigned threads = 0;
  std::string json;
  bool yes = false;
  bool is_quiet = false;
};

/// Tries a program of the user's own for knowledge of the future: runs it on the bars of `feed` as
/// they are, cut short, and with noise after the cut, and compares what it wrote until there.
/// `leaks` are what the bars themselves tell.
///
/// Errors: throws Failure; Failed where look-ahead was found.
void prove_signals(const SignalQuestion& question, const backtest::Feed& feed,
                   const std::vector<report::SymbolLeak>& leaks);

}  // namespace tw::app
