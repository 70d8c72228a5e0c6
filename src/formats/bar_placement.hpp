#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/date.hpp"
#include "market/bar_table.hpp"
#include "market/instrument.hpp"

namespace tw::formats {

/// What came of placing bars on a calendar.
struct Placement {
  std::size_t off_calendar = 0;  ///< Bars on a date, or at an hour, without trading.
  std::optional<Date> first_off_calendar;
  /// Indexes of bars that begin with the bar before them: two rows of one day, week or month.
  std::vector<std::size_t> repeats;
};

/// Gives each bar its session, start and end on the calendar of `kind`.
///
/// Before, `table.start` holds the moments that the file names; `wall` what its clock showed there,
/// or nothing where that is the same. Bars of a day or longer keep that date as their session, and
/// get the open of their first and the close of their last session as start and end.
Placement place(BarTable& table, std::span<const std::int64_t> wall, CalendarKind kind);

}  // namespace tw::formats
