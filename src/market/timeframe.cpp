#include "market/timeframe.hpp"

#include <array>
#include <utility>

namespace tw::inline market {
namespace {

constexpr std::int32_t kCountMax = 10'000;

struct Suffix {
  std::string_view text;
  Timeframe one;
};

// Longest first, so that "mo" is not read as "m".
constexpr std::array kSuffixes{
    Suffix{"mo", {Timeframe::Unit::Month, 1}}, Suffix{"s", {Timeframe::Unit::Second, 1}},
    Suffix{"m", {Timeframe::Unit::Minute, 1}}, Suffix{"h", {Timeframe::Unit::Minute, 60}},
    Suffix{"d", {Timeframe::Unit::Day, 1}},    Suffix{"w", {Timeframe::Unit::Week, 1}},
};

constexpr std::array<std::pair<std::string_view, Timeframe>, 8> kWords{{
    {"minute", {Timeframe::Unit::Minute, 1}},
    {"hourly", {Timeframe::Unit::Minute, 60}},
    {"hour", {Timeframe::Unit::Minute, 60}},
    {"daily", {Timeframe::Unit::Day, 1}},
    {"weekly", {Timeframe::Unit::Week, 1}},
    {"monthly", {Timeframe::Unit::Month, 1}},
    {"quarterly", {Timeframe::Unit::Month, 3}},
    {"yearly", {Timeframe::Unit::Month, 12}},
}};

std::optional<std::int32_t> parse_count(std::string_view digits) {
  if (digits.empty()) return 1;
  std::int32_t count = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    count = count * 10 + (c - '0');
    if (count > kCountMax) return std::nullopt;
  }
  if (count == 0) return std::nullopt;
  return count;
}

}  // namespace

std::optional<Timeframe> parse_timeframe(std::string_view text) {
  for (const auto& [word, timeframe] : kWords) {
    if (text == word) return timeframe;
  }
  for (const auto& [suffix, one] : kSuffixes) {
    if (!text.ends_with(suffix)) continue;
    const auto count = parse_count(text.substr(0, text.size() - suffix.size()));
    if (!count) return std::nullopt;
    return Timeframe{one.unit, one.count * *count};
  }
  return std::nullopt;
}

std::string to_string(Timeframe timeframe) {
  switch (timeframe.unit) {
    case Timeframe::Unit::Second:
      return std::to_string(timeframe.count) + "s";
    case Timeframe::Unit::Minute:
      return timeframe.count % 60 == 0 ? std::to_string(timeframe.count / 60) + "h"
                                       : std::to_string(timeframe.count) + "m";
    case Timeframe::Unit::Day:
      return std::to_string(timeframe.count) + "d";
    case Timeframe::Unit::Week:
      return std::to_string(timeframe.count) + "w";
    case Timeframe::Unit::Month:
      return std::to_string(timeframe.count) + "mo";
  }
  return "unknown";
}

}  // namespace tw::inline market
