#include "support/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tw::support {
namespace {

using Clock = std::chrono::steady_clock;

/// The reading end of what a process writes; the other end goes to the process.
class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{-1, -1};
    // Close-on-exec, or a neighbour started meanwhile would hold the pipe open.
    if (pipe2(ends.data(), O_CLOEXEC) == 0) {
      reads_ = ends[0];
      writes_ = ends[1];
    }
  }
  ~Pipe() {
    close_writes();
    if (reads_ >= 0) close(reads_);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reads() const { return reads_; }
  int writes() const { return writes_; }
  void close_writes() {
    if (writes_ >= 0) close(writes_);
    writes_ = -1;
  }
  /// Appends what is there; returns whether more may come.
  bool drain(std::string& into) const {
    std::array<char, 16'384> block;
    const ssize_t size = read(reads_, block.data(), block.size());
    if (size > 0) into.append(block.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && errno == EINTR);
  }

 private:
  int reads_ = -1;
  int writes_ = -1;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(const std::vector<std::string>& more) {
  std::vector<std::string> all = more;
  const auto is_set = [&](const std::string& entry) {
    const std::string name = entry.substr(0, entry.find('=') + 1);
    return std::any_of(more.begin(), more.end(),
                       [&](const std::string& one) { return one.starts_with(name); });
  };
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!is_set(*entry)) all.emplace_back(*entry);
  }
  return all;
}

/// Starts the process; returns its id, or -1.
pid_t start(std::vector<std::string> words, const ProcessOptions& options, const Pipe& output,
            const Pipe& errors) {
  std::vector<std::string> environment = environment_with(options.environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.writes(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.writes(), STDERR_FILENO);
  pid_t process = -1;
  const int failed = posix_spawnp(&process, words.front().c_str(), &actions, nullptr,
                                  pointers_to(words).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? process : -1;
}

/// A descriptor that can be read once the process has finished; -1 where the system has none.
int end_of(pid_t process) { return static_cast<int>(syscall(SYS_pidfd_open, process, 0)); }

/// Reads both pipes until they are closed and the process has finished; false when time ran out
/// first.
bool follow(const Pipe& output, const Pipe& errors, int end, Clock::time_point deadline,
            Finished& finished) {
  std::array<pollfd, 3> waits{pollfd{.fd = output.reads(), .events = POLLIN, .revents = 0},
                              pollfd{.fd = errors.reads(), .events = POLLIN, .revents = 0},
                              pollfd{.fd = end, .events = POLLIN, .revents = 0}};
  while (std::any_of(waits.begin(), waits.end(), [](const pollfd& wait) { return wait.fd >= 0; })) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    if (poll(waits.data(), waits.size(), static_cast<int>(left)) < 0 && errno != EINTR) {
      return false;
    }
    if (waits[0].revents != 0 && !output.drain(finished.out)) waits[0].fd = -1;
    if (waits[1].revents != 0 && !errors.drain(finished.err)) waits[1].fd = -1;
    if (waits[2].revents != 0) waits[2].fd = -1;
  }
  return true;
}

}  // namespace

Finished run_process(const std::vector<std::string>& words, const ProcessOptions& options) {
  Finished finished;
  Pipe output;
  Pipe errors;
  const pid_t process = start(words, options, output, errors);
  if (process < 0) {
    finished.err = "cannot start '" + words.front() + "': " + std::strerror(errno);
    return finished;
  }
  output.close_writes();
  errors.close_writes();
  const int end = end_of(process);
  finished.is_timed_out = !follow(output, errors, end, Clock::now() + options.timeout, finished);
  if (end >= 0) close(end);
  if (finished.is_timed_out) kill(process, SIGKILL);
  int status = 0;
  rusage used{};
  while (wait4(process, &status, 0, &used) < 0 && errno == EINTR) {
  }
  finished.peak_rss_bytes = used.ru_maxrss * 1024;
  if (WIFEXITED(status)) finished.exit_code = WEXITSTATUS(status);
  return finished;
}

pid_t start_process(const std::vector<std::string>& words,
                    const std::vector<std::string>& environment) {
  const pid_t child = fork();
  if (child != 0) return child;
  for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
  if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(126);
  execv(words.front().c_str(), arguments.data());
  _exit(127);
}

Finished run_command(const std::string& command) { return run_process({"sh", "-c", command}); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace tw::support
