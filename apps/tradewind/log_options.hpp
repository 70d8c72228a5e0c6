#pragma once

#include <string>

namespace tw::app {

class Verb;

/// `--log-level`, `--log-file`, `--log-json`: the same for every verb.
struct LogOptions {
  std::string levels;
  std::string file;
  bool is_json = false;
};

void add_log_options(Verb root, LogOptions& options);

/// Begins to log as the user asked. Errors: throws Failure.
void start_log(const LogOptions& options);

}  // namespace tw::app
