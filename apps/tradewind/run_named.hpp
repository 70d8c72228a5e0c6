#pragma once

#include <string>

#include "database_option.hpp"
#include "store/run_store.hpp"

namespace tw::app {

/// Returns the one stored run that `name`, its id or the first letters of it, means.
/// Errors: throws Failure: BadData where there is none, BadUsage where several begin so.
inline store::RunSummary run_named(sql::Connection& db, const std::string& name) {
  const auto found = or_fail(store::find_runs(db, name));
  for (const store::RunSummary& run : found) {
    if (run.id == name) return run;
  }
  if (found.empty() || name.empty()) {
    throw Failure{ExitCode::BadData, "there is no run '" + name + "'; see `tradewind runs list`"};
  }
  if (found.size() > 1) {
    throw Failure{ExitCode::BadUsage, "several runs begin with '" + name + "': " + found[0].id +
                                          ", " + found[1].id + "; write more of the id"};
  }
  return found.front();
}

}  // namespace tw::app
