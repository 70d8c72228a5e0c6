#include "output.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "command_line.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// What a file is called until it is complete.
constexpr const char* kPartial = ".part";

[[noreturn]] void fail(std::string_view target) {
  throw Failure{ExitCode::Failed, "cannot write '" + std::string{target} +
                                      "': " + std::strerror(errno) +
                                      "; name a file in a folder that exists and is writable"};
}

bool write_to(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size();
}

/// Returns whether something stands there that must not be replaced by a file, such as /dev/null.
bool is_device(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return !error && std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

bool is_one_place(const Target& one, const Target& other) {
  const auto path_of = [](const Target& target) {
    return std::filesystem::path{target.path}.lexically_normal();
  };
  return !one.path.empty() && !is_device(std::string{one.path}) && path_of(one) == path_of(other);
}

[[noreturn]] void refuse_both(const Target& one, const Target& other) {
  throw Failure{ExitCode::BadUsage, std::string{one.option}
                                        .append(" and ")
                                        .append(other.option)
                                        .append(" both name '")
                                        .append(one.path)
                                        .append("'; give each a file of its own")};
}

}  // namespace

void add_json_option(Verb verb, std::string& json, const std::string& doc) {
  verb.option("--json", json, doc).may_be_bare().type_name("[FILE|-]");
}

void write_text(std::string_view target, std::string_view text) {
  if (target == "-") {
    if (!write_to(stdout, text) || std::fflush(stdout) != 0) fail("standard output");
    return;
  }
  const std::string path{target};
  const bool is_replaced = !is_device(path);
  const std::string written_to = is_replaced ? path + kPartial : path;
  std::FILE* file = std::fopen(written_to.c_str(), "wb");
  if (file == nullptr) fail(target);
  const bool is_written = write_to(file, text);
  const bool is_closed = std::fclose(file) == 0;
  if (is_written && is_closed) {
    if (!is_replaced || std::rename(written_to.c_str(), path.c_str()) == 0) return;
  }
  const int reason = errno;
  if (is_replaced) std::remove(written_to.c_str());
  errno = reason;
  fail(target);
}

void check_writable(std::string_view target) {
  const std::string path{target};
  if (target.empty() || target == "-" || is_device(path)) return;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    errno = EISDIR;
    fail(target);
  }
  const std::string partial = path + kPartial;
  std::FILE* file = std::fopen(partial.c_str(), "ab");
  if (file == nullptr) fail(target);
  std::fclose(file);
  std::remove(partial.c_str());
}

void check_targets(std::initializer_list<Target> targets, const std::vector<std::string>& inputs) {
  for (const Target& target : targets) {
    for (const std::string& input : inputs) {
      if (!is_one_place(target, {.option = {}, .path = input})) continue;
      throw Failure{ExitCode::BadUsage, std::string{target.option}
                                            .append(" would write over '")
                                            .append(input)
                                            .append("', which is read; give it a file of its own")};
    }
  }
  for (const Target* one = targets.begin(); one != targets.end(); ++one) {
    for (const Target* other = targets.begin(); other != one; ++other) {
      if (is_one_place(*one, *other)) refuse_both(*other, *one);
    }
  }
  for (const Target& target : targets) check_writable(target.path);
}

void check_apart(std::string_view resume, std::initializer_list<Target> targets) {
  const Target kept{.option = "--resume", .path = resume};
  for (const Target& target : targets) {
    if (is_one_place(kept, target)) refuse_both(kept, target);
  }
}

void append_csv_number(std::string& text, double value) {
  if (std::isnan(value)) return;
  char digits[32];
  const auto written =
      std::to_chars(std::begin(digits), std::end(digits), value, std::chars_format::general, 12);
  text.append(std::begin(digits), written.ptr);
}

void print(std::string_view text, bool is_json_on_stdout) {
  std::FILE* stream = is_json_on_stdout ? stderr : stdout;
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace tw::app
