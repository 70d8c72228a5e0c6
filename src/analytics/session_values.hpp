#pragma once

#include "analytics/returns.hpp"
#include "market/bar_series.hpp"
#include "market/timeframe.hpp"

namespace tw::analytics {

/// Returns the close of each session's last bar. Units: price.
DatedValues session_closes(const BarSeries& bars);

/// Returns how many returns a year such bars give: the sessions of the calendar's year for bars up
/// to a day, and 52, 12 or 4 for weeks, months and quarters.
double returns_per_year(Timeframe timeframe, double sessions_per_year);

}  // namespace tw::analytics
