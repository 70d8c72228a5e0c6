#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "live/snapshot.hpp"
#include "report/terminal_text.hpp"

namespace tw::app {

/// What a live view shows besides the session's own state.
struct LiveScene {
  std::string strategy;  ///< "sma_cross, fast 10, slow 30".
  std::vector<std::string> symbols;
  std::uint64_t sessions = 0;  ///< How many there will be.
  Money initial_cash;
  std::string backtest;  ///< One line about the backtest before it.
  std::string report;    ///< Where its report is.

  // What the user decides while it runs.
  double sessions_per_second = 4.0;
  bool is_paused = false;
};

/// Returns the lines of one frame: what is traded, price, position, account, working orders, last
/// fills, keys. No line is wider than the options say; there are at most `rows`, from about 20 on
/// without anything missing.
std::vector<std::string> live_view(const LiveScene& scene, const live::Snapshot& now, int rows,
                                   const report::TerminalOptions& options);

}  // namespace tw::app
