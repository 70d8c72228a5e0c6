#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "market/instrument.hpp"
#include "market/timeframe.hpp"

namespace tw::inline market {

/// Returns the smallest usual gap between bars: the commonest, and of two as common the shorter.
///
/// Days, weeks, months, quarters, half-years and years are known by their varying lengths. Looks at
/// no more than 10,000 gaps, spread evenly. Nothing when no gap is a whole number of seconds.
/// Units: starts of bars in nanoseconds of UTC, as the column of a `BarSeries`; any order.
std::optional<Timeframe> usual_timeframe(std::span<const std::int64_t> starts);

/// Returns the calendar that bars with these starts keep.
///
/// Bars on Saturdays: 24x7. Bars of a day or less that begin on Sunday evenings or around the clock
/// in New York: fx, or cme when the hour after 16:00 in Chicago stays empty. Daily bars on Sundays
/// but not on Saturdays: fx. Everything else, longer bars too: nyse. One stray bar decides nothing.
/// Units: starts of bars in nanoseconds of UTC; for days and longer, the UTC date is the bar's.
CalendarKind likely_calendar(std::span<const std::int64_t> starts, Timeframe timeframe);

}  // namespace tw::inline market
