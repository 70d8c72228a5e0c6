#include "output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "verb.hpp"

namespace tw::app {
namespace {

[[noreturn]] void fail(std::string_view target) {
  throw Failure{ExitCode::Failed, "cannot write '" + std::string{target} +
                                      "': " + std::strerror(errno) +
                                      "; name a file in a folder that exists and is writable"};
}

}  // namespace

void write_text(std::string_view target, std::string_view text) {
  if (target == "-") {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
        std::fflush(stdout) != 0) {
      fail("standard output");
    }
    return;
  }
  const std::string path{target};
  const std::string partial = path + ".part";
  std::FILE* file = std::fopen(partial.c_str(), "wb");
  if (file == nullptr) fail(target);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed || std::rename(partial.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    std::remove(partial.c_str());
    errno = reason;
    fail(target);
  }
}

void print(std::string_view text, bool is_json_on_stdout) {
  std::FILE* stream = is_json_on_stdout ? stderr : stdout;
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace tw::app
