#include "log/settings.hpp"

#include <array>
#include <utility>

#include "core/nearest.hpp"

namespace tw::log {
namespace {

constexpr std::array<std::string_view, 6> kNames{"trace",   "debug", "info",
                                                 "warning", "error", "off"};

std::unexpected<std::string> refuse(std::string_view word) {
  std::string line = "log level '" + std::string{word} + "' is none";
  if (const auto meant = nearest(word, kNames)) {
    line += "; did you mean '" + std::string{*meant} + "'?";
  } else {
    line += "; use trace, debug, info, warning, error or off, for all or as MODULE=LEVEL";
  }
  return std::unexpected{std::move(line)};
}

}  // namespace

std::string_view to_string(Level level) { return kNames[std::to_underlying(level)]; }

std::optional<Level> parse_level(std::string_view text) {
  if (text == "warn") return Level::Warning;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) return static_cast<Level>(i);
  }
  return std::nullopt;
}

std::expected<Levels, std::string> parse_levels(std::string_view text, Level fallback) {
  Levels levels{.all = fallback, .modules = {}};
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
    const std::size_t equals = part.find('=');
    const auto level = parse_level(equals == part.npos ? part : part.substr(equals + 1));
    if (!level) return refuse(equals == part.npos ? part : part.substr(equals + 1));
    if (equals == part.npos) {
      levels.all = *level;
    } else if (equals == 0) {
      return refuse(part);
    } else {
      levels.modules.insert_or_assign(std::string{part.substr(0, equals)}, *level);
    }
  }
  return levels;
}

}  // namespace tw::log
