#pragma once

#include <string>
#include <vector>

#include "backtest/signal_proof.hpp"
#include "report/lookahead_report.hpp"
#include "report/terminal_text.hpp"

namespace tw::report {

/// Everything that `tradewind lookahead --signals` says about a user's own program.
struct SignalReport {
  std::string title;    ///< "Look-ahead of 'python3 my_signals.py' on AAPL".
  std::string command;  ///< As the user wrote it.
  std::string symbol;
  std::vector<std::string> labels;  ///< Of the bars: what a number of known bars means.
  backtest::SignalProof proof;
  std::vector<SymbolLeak> leaks;

  bool has_fault() const { return proof.looks_ahead() || !leaks.empty(); }
};

std::string signal_table(const SignalReport& report, const TerminalOptions& options);
std::string signal_json(const SignalReport& report);

}  // namespace tw::report
