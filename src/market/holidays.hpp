#pragma once

#include <optional>
#include <string_view>

#include "core/date.hpp"
#include "core/timestamp.hpp"

namespace tw::inline market {

/// How a date differs from its weekday's usual hours, and why.
struct Holiday {
  std::string_view name;
  /// When trading ends, by the exchange's wall clock; nothing when it does not begin.
  std::optional<Duration> early_close;
};

/// Returns how the New York exchanges keep `date`, or nothing when as on any such weekday.
///
/// Rules since 1990 and every special closing from 1990 to 2025; other years have the rules alone.
/// Weekends are not holidays.
/// Source: NYSE Rule 7.2 and the exchange's announcements; equal to exchange_calendars' XNYS.
std::optional<Holiday> nyse_holiday(Date date);

/// Returns how CME's equity-index futures keep `date`, by Chicago's clock. Approximate.
///
/// Closed where New York's rules close on New Year's Day, Good Friday and Christmas; noon on the
/// other holidays; 12:15 where New York closes early. Days of mourning and the like are usual days.
/// Source: CME Group holiday calendars of 2022 to 2025, simplified.
std::optional<Holiday> cme_holiday(Date date);

}  // namespace tw::inline market
