#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tw::log {

enum class Level : std::uint8_t { Trace, Debug, Info, Warning, Error, Off };

std::string_view to_string(Level level);
std::optional<Level> parse_level(std::string_view text);

/// From which level on lines are written: one for all, and others for single modules.
struct Levels {
  Level all = Level::Warning;
  std::map<std::string, Level, std::less<>> modules;

  Level of(std::string_view module) const {
    const auto found = modules.find(module);
    return found == modules.end() ? all : found->second;
  }
};

/// Parses "info", "info,store=debug" or "redis=trace".
/// Errors: one line that names the word and what it may be.
std::expected<Levels, std::string> parse_levels(std::string_view text, Level fallback);

/// Where lines go and what they look like.
struct Settings {
  Levels levels;
  bool is_json = false;
  std::string file;  ///< Empty is standard error.
  /// A file that grows beyond this becomes FILE.1 (NAME.1.EXT), and that FILE.2; the oldest goes.
  std::size_t file_bytes_max = std::size_t{64} << 20;
  std::size_t files_max = 5;
};

}  // namespace tw::log
