#pragma once

#include <string>

#include "database_option.hpp"
#include "live/storyteller.hpp"

namespace tw::app {

/// A stored backtest that was run again, and what makes sure that it is the same.
struct ExplainedBacktest {
  live::Story story;
  std::string proof;  ///< "run again: the same run_id and commands".
};

/// Runs a stored backtest again on its data and writes down why everything was done. `id` may be
/// the first letters of it.
/// Errors: throws Failure: there is no such run, it was kept without its options, its data are gone
/// or others, or this build decides otherwise.
ExplainedBacktest explain_backtest(const DatabaseFlags& flags, const std::string& id);

}  // namespace tw::app
