#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backtest_flags.hpp"
#include "research/plan.hpp"
#include "research/trial.hpp"

namespace tw::app {

/// What the command line of `sweep` said.
struct SweepFlags {
  BacktestFlags backtest;
  std::vector<std::string> ranges;  ///< Of --param; --set with a range or a list joins them.
  std::string search = "grid";
  std::uint64_t trials = 0;
  std::string objective = "sharpe";
  std::vector<std::string> requirements;
  std::size_t top = 10;
  unsigned threads = 0;
  std::string resume;
  std::string rows;
  std::string returns;
  std::string trial_returns;
  bool yes = false;
};

/// Moves the parameters of the line out of `flags.backtest`, resolves the rest, and makes the plan.
///
/// Errors: throws Failure with a line for each mistake.
research::Plan sweep_plan(SweepFlags& flags, formats::BacktestRequest& request);

/// Errors: throws Failure for an objective or a requirement that no trial has.
research::Goal sweep_goal(const SweepFlags& flags);

}  // namespace tw::app
