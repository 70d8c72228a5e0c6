#include "log_options.hpp"

#include "command_line.hpp"
#include "log/log.hpp"
#include "verb.hpp"

namespace tw::app {

void add_log_options(Verb root, LogOptions& options) {
  root.option("--log-level", options.levels,
              "From which level on to log: info, or info,redis=debug")
      .from_environment("TRADEWIND_LOG")
      .type_name("LEVELS");
  root.option("--log-file", options.file, "Where to log; standard error by default")
      .from_environment("TRADEWIND_LOG_FILE")
      .type_name("FILE");
  root.flag("--log-json", options.is_json, "Log a line of JSON each");
}

void start_log(const LogOptions& options) {
  // Who names a file wants to read something in it.
  const auto fallback = options.file.empty() ? log::Level::Warning : log::Level::Info;
  const auto levels = log::parse_levels(options.levels, fallback);
  if (!levels) throw Failure{ExitCode::BadUsage, "--log-level: " + levels.error()};
  const auto started =
      log::start({.levels = *levels, .is_json = options.is_json, .file = options.file});
  if (!started) throw Failure{ExitCode::BadUsage, "--log-file: " + started.error()};
}

}  // namespace tw::app
