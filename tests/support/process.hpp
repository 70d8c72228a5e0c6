#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdlib.h>  // mkdtemp
#include <string>
#include <sys/wait.h>

namespace tw::support {

/// A folder of its own that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tradewind-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string read_text(const std::string& path) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What a finished process left behind.
struct Finished {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs a shell command to its end.
inline Finished run_command(const std::string& command) {
  const TemporaryFolder folder;
  const std::string redirected =
      command + " >'" + folder.path("out") + "' 2>'" + folder.path("err") + "'";
  const int status = std::system(redirected.c_str());
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = read_text(folder.path("out")),
          .err = read_text(folder.path("err"))};
}

}  // namespace tw::support
