#include "own_program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "verb.hpp"

namespace tw::app {
namespace {

/// A file without a name, gone when it is closed: neither side of a program waits for the other.
class Scratch {
 public:
  Scratch() : file_{std::tmpfile(), &std::fclose} {
    if (!file_) fail(std::strerror(errno));
  }

  int descriptor() const { return fileno(file_.get()); }

  void write(std::string_view text) {
    const bool is_written = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
    if (!is_written || std::fflush(file_.get()) != 0) fail(std::strerror(errno));
    go_back();
  }
  std::string read() {
    std::string text;
    char part[1 << 16];
    go_back();
    while (const std::size_t size = std::fread(part, 1, sizeof part, file_.get())) {
      text.append(part, size);
    }
    return text;
  }

 private:
  void go_back() {
    if (std::fseek(file_.get(), 0, SEEK_SET) != 0) fail(std::strerror(errno));
  }
  [[noreturn]] static void fail(const std::string& reason) {
    throw Failure{ExitCode::Failed,
                  "cannot use a temporary file: " + reason + "; make room in TMPDIR or /tmp"};
  }

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

std::string last_line_of(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const std::size_t before = text.rfind('\n');
  return before == std::string::npos ? text : text.substr(before + 1);
}

/// Starts the shell and waits for its end. Returns what `waitpid` says.
int run_shell(const std::string& command, const Scratch& input, const Scratch& output,
              const Scratch& errors) {
  std::string shell = "/bin/sh";
  std::string flag = "-c";
  std::string line = command;
  char* const words[] = {shell.data(), flag.data(), line.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.descriptor(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), STDERR_FILENO);
  pid_t process = -1;
  const int failed = posix_spawn(&process, shell.c_str(), &actions, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    throw Failure{ExitCode::Failed, "cannot start '" + command + "': " + std::strerror(failed)};
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string run_own_program(const std::string& command, std::string_view input) {
  Scratch given;
  Scratch written;
  Scratch errors;
  given.write(input);
  const int status = run_shell(command, given, written, errors);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return written.read();
  const std::string how = WIFEXITED(status)
                              ? "ended with code " + std::to_string(WEXITSTATUS(status))
                              : "was ended by signal " + std::to_string(WTERMSIG(status));
  const std::string said = last_line_of(errors.read());
  throw Failure{ExitCode::Failed, "'" + command + "' " + how + (said.empty() ? "" : ": " + said)};
}

}  // namespace tw::app
