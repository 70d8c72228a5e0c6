#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tw::app {

/// `--log-level`, `--log-file`, `--log-json`: the same for every verb.
struct LogOptions {
  std::string levels;
  std::string file;
  bool is_json = false;
};

void add_log_options(CLI::App& root, LogOptions& options);

/// Begins to log as the user asked. Errors: throws Failure.
void start_log(const LogOptions& options);

}  // namespace tw::app
