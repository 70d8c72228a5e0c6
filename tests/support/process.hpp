#pragma once

#include <chrono>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tw::support {

/// What a finished process left behind.
struct Finished {
  int exit_code = -1;  ///< -1 when it was killed or never started.
  bool is_timed_out = false;
  long peak_rss_bytes = 0;  ///< The most memory that it had at a time.
  std::string out;
  std::string err;
};

/// Where and how long a process runs.
struct ProcessOptions {
  std::vector<std::string> environment;  ///< Added to ours: "TRADEWIND_HOME=...".
  std::chrono::milliseconds timeout{60'000};
};

/// Runs `words[0]` with the rest as its arguments, no shell between, and waits for its end.
///
/// Its standard input is empty. One that outlives the timeout is killed.
Finished run_process(const std::vector<std::string>& words, const ProcessOptions& options = {});

/// Starts `words[0]` with `environment` added to ours, its output thrown away, and returns its id;
/// whoever starts it ends it and waits for it.
pid_t start_process(const std::vector<std::string>& words,
                    const std::vector<std::string>& environment);

/// Runs a shell command to its end.
Finished run_command(const std::string& command);

/// Returns the lines of `text`, without their line ends.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace tw::support
