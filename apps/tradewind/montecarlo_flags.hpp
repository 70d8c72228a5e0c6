#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backtest_flags.hpp"

namespace tw::app {

/// What the command line of `montecarlo` said.
struct MonteCarloFlags {
  BacktestFlags backtest;
  std::string run;
  std::string method = "bootstrap";
  std::string of;
  std::uint64_t paths = 0;  ///< 0: the method's default.
  std::uint64_t draws = 0;  ///< 0: as many as the history has.
  std::string block = "auto";
  double skip_rate = 0.1;
  double noise = 0.1;
  std::vector<double> multiples{0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0};
  std::string indices;
  double ruin = 0.5;
  double drawdown = 0.2;
  unsigned threads = 0;
  std::string resume;
  bool yes = false;
};

/// Adds every flag of `montecarlo` to `verb`. `flags` must stay where it is until the line has been
/// parsed.
void add_montecarlo_flags(Verb verb, MonteCarloFlags& flags);

/// Refuses values that no method takes, and flags that do not go together.
/// Errors: throws Failure, BadUsage, with one line.
void check_montecarlo_flags(const MonteCarloFlags& flags);

}  // namespace tw::app
