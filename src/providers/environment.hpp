#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/secret.hpp"

namespace tw::providers {

/// Reads lines such as `KEY=value`, `export KEY="a value"`, `# a comment`.
///
/// Errors: one line that names the file and the number of the line, never its text, which may hold
/// a key.
std::expected<std::map<std::string, std::string>, std::string> parse_dotenv(std::string_view text,
                                                                            std::string_view name);

/// The variables that the user set: those of the process, then of `.env` in the working directory,
/// then of `.env` in the home folder. An empty one counts as not set.
class Environment {
 public:
  using Lookup = std::function<std::optional<std::string>(const std::string&)>;

  /// Reads the two files where they are there.
  /// Errors: one line; a file is there and cannot be read or understood.
  static std::expected<Environment, std::string> of_process(const std::string& home);
  explicit Environment(Lookup lookup) : lookup_{std::move(lookup)} {}

  std::optional<std::string> get(const std::string& name) const;

  /// Returns the secret in `name`, or in the file that `name`_FILE names, without the line end; an
  /// empty one when neither is set.
  /// Errors: one line that names the variable: the file cannot be read, or both are set.
  std::expected<Secret, std::string> secret(const std::string& name) const;

 private:
  Lookup lookup_;
};

}  // namespace tw::providers
