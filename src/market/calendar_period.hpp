#pragma once

#include "core/date.hpp"
#include "market/session_calendar.hpp"
#include "market/timeframe.hpp"

namespace tw::inline market {

/// The dates that one bar of a day or more stands for, both included.
struct CalendarPeriod {
  Date first;
  Date last;

  friend constexpr bool operator==(CalendarPeriod, CalendarPeriod) = default;
};

/// Returns the period of `timeframe` that holds the session of `date`.
///
/// Weeks begin on Monday; N weeks are counted from the Monday after 1970-01-01. N months divide the
/// year from January where N divides 12. N days are N sessions of which `date` is the first.
/// Requires a timeframe that is not intraday.
CalendarPeriod period_of(Date date, Timeframe timeframe, const SessionCalendar& calendar);

}  // namespace tw::inline market
