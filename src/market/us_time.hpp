#pragma once

#include <cstdint>

#include "core/date.hpp"
#include "core/timestamp.hpp"

namespace tw::inline market {

/// The wall clocks by which our exchanges keep their hours.
enum class WallClock : std::uint8_t { Utc, UsEastern, UsCentral };

/// What a wall clock shows. `since_midnight` may leave 0 to 24 hours: -7 h is 17:00 the day before.
struct WallTime {
  Date date;
  Duration since_midnight;

  friend constexpr auto operator<=>(WallTime, WallTime) = default;
};

/// Returns how far `clock` is ahead of UTC at `at`: -5 h in New York's winter.
///
/// Source: Uniform Time Act of 1966 and its changes of 1973 to 1975, 1986 and 2005, as data. Years
/// after 2007 follow the rule of 2007; years before 1967, when places differed, that of 1967.
Duration utc_offset(WallClock clock, Timestamp at);

/// Returns what `clock` shows at `at`; `since_midnight` lies within its date.
WallTime to_wall(WallClock clock, Timestamp at);

/// Returns the moment at which `clock` shows `wall`.
///
/// In autumn, of the two such moments the first; in spring, for an hour that is left out, the
/// moment that the clock would show had it not been moved yet (02:30 is read as 03:30).
Timestamp to_utc(WallClock clock, WallTime wall);

}  // namespace tw::inline market
