#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace tw::inline market {

/// The span of a bar: so many minutes inside a session, or so many sessions, weeks or months.
/// A quarter is three months, a year twelve.
struct Timeframe {
  enum class Unit : std::uint8_t { Second, Minute, Day, Week, Month };

  Unit unit = Unit::Day;
  std::int32_t count = 1;

  constexpr bool is_intraday() const { return unit == Unit::Second || unit == Unit::Minute; }
  /// Returns the span of an intraday bar; zero for the others, whose length the calendar decides.
  constexpr Duration span() const {
    if (unit == Unit::Second) return Duration::seconds(count);
    if (unit == Unit::Minute) return Duration::minutes(count);
    return {};
  }

  friend constexpr auto operator<=>(Timeframe, Timeframe) = default;
};

inline constexpr Timeframe kDaily{};

/// Parses "1m", "5m", "1h", "4h", "30s", "1d", "1w", "1mo" and the words "minute", "hourly",
/// "daily", "weekly", "monthly", "quarterly", "yearly".
std::optional<Timeframe> parse_timeframe(std::string_view text);

/// Returns "1m", "1h", "1d", "1w", "1mo": whole hours as hours.
std::string to_string(Timeframe timeframe);

}  // namespace tw::inline market
