#pragma once

#include <string>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/lookahead_proof.hpp"
#include "market/leak_check.hpp"
#include "report/terminal_text.hpp"

namespace tw::report {

class JsonWriter;

/// A leak in the bars of one symbol, with the label of the bar where it shows first.
struct SymbolLeak {
  std::string symbol;
  LeakFinding finding;
  std::string first;
};

/// Everything that `tradewind lookahead` says about a run.
struct LookaheadReport {
  std::string title;  ///< "sma_cross on AAPL".
  std::string strategy;
  std::vector<std::string> symbols;  ///< By instrument: what a command's numbers mean.
  bool is_adjusted = false;  ///< Prices had splits or dividends taken out, of later days too.
  backtest::LookaheadProof proof;
  std::vector<SymbolLeak> leaks;
  /// The closes around the first decision that knew its future; empty where there is none.
  std::vector<backtest::TimeLabel> at;
  std::vector<double> closes;
  std::string drawn;  ///< The symbol that they are of.

  /// Returns the earliest decision that knew its future, or nullptr.
  const backtest::LookaheadFault* first_fault() const;
  /// Whether a decision hung on a price level that nobody could have seen on its day.
  bool knows_later_splits() const {
    return is_adjusted && proof.of(backtest::Probe::Rescaled).differing != 0;
  }
  bool has_fault() const { return proof.looks_ahead() || knows_later_splits() || !leaks.empty(); }
};

/// Returns what the leak means and what to do about it, in one sentence each.
std::string describe(const LeakFinding& finding);

/// Returns what a table says of the data themselves: a line for each leak, or that there is none.
std::string leak_lines(const std::vector<SymbolLeak>& leaks, const TerminalOptions& options);
/// Writes the member "data": an object for each leak.
void write_leaks(JsonWriter& json, const std::vector<SymbolLeak>& leaks);

std::string lookahead_table(const LookaheadReport& report, const TerminalOptions& options);
std::string lookahead_json(const LookaheadReport& report);
/// Returns the proof as a page of its own: verdict, probes, the first fault with its chart, leaks.
std::string lookahead_page(const LookaheadReport& report);

}  // namespace tw::report
