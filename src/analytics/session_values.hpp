#pragma once

#include <optional>

#include "analytics/returns.hpp"
#include "core/date.hpp"
#include "market/bar_series.hpp"
#include "market/timeframe.hpp"

namespace tw::analytics {

/// Returns the close of each session's last bar. Units: price.
DatedValues session_closes(const BarSeries& bars);

/// Returns the same of the adjusted closes. Requires that none is missing.
DatedValues session_adjusted_closes(const BarSeries& bars);

/// Returns the first session whose last bar has no adjusted close, or nothing when all have one.
std::optional<Date> first_without_adjusted_close(const BarSeries& bars);

/// Returns how many returns a year such bars give: the sessions of the calendar's year for bars up
/// to a day, and 52, 12 or 4 for weeks, months and quarters.
double returns_per_year(Timeframe timeframe, double sessions_per_year);

}  // namespace tw::analytics
