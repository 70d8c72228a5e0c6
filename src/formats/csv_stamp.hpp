#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/date.hpp"

namespace tw::formats {

/// How 03/04/2013 is read.
enum class DateOrder : std::uint8_t {
  Unknown,     ///< Not until one of the numbers is above 12.
  MonthFirst,  ///< March 4.
  DayFirst,    ///< April 3.
};

/// A date, or a date and time, as a file spells it.
struct Stamp {
  /// What the wall clock shows. Units: nanoseconds since 1970-01-01 by that clock.
  std::int64_t wall_ns = 0;
  /// Set when the text says how far its clock is ahead of UTC. Unix times are at zero.
  std::optional<std::int32_t> offset_seconds;
  bool has_time = false;
  bool is_unix = false;
};

/// Parses one stamp of any form in docs/data.md: ISO 8601 and its relatives, 20130903, 9/3/2013,
/// 3-Sep-13, "Sep 3, 2013", Unix seconds to nanoseconds. Years 1700 to 2200.
///
/// Returns nothing for other text, for days that do not exist, and for 03/04/2013 while `order`
/// is unknown.
std::optional<Stamp> parse_stamp(std::string_view text, DateOrder order);

/// Says what one field tells about the order: nothing, or the one that it cannot be without.
/// `is_slashed` is set when the field has the form whose order is in question.
DateOrder order_told_by(std::string_view text, bool& is_slashed);

}  // namespace tw::formats
