#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "market/bar_series.hpp"
#include "market/session_calendar.hpp"

namespace tw::inline market {

/// How a file of bars can hold what was not yet known at a bar's end. No run can notice: the bars
/// themselves tell of the future.
enum class Leak : std::uint8_t {
  CloseAhead,        ///< Closes are those of later bars: the column was moved up.
  RepeatedBars,      ///< Bars in a row with the same four prices: a longer bar, or a later one, was
                     ///< written into earlier rows.
  RepeatedCloses,    ///< Closes stay the same while opens move: those of a longer bar.
  RepeatedRange,     ///< Highs and lows stay the same inside a session: those of the whole session.
  Smoothed,          ///< Closes move as averages of their neighbours do.
  Normalised,        ///< Prices were divided by the highest, the last or the deviation of all.
  EarlySessions,     ///< Dated a day early: Sundays have bars and Fridays none.
  EarlyHours,        ///< Labelled early: bars before the open, and none at the end of the session.
  AheadOfReference,  ///< Returns fit those that the reference has later.
};
inline constexpr std::size_t kLeaks = 9;

/// Returns a short name: "close_ahead".
std::string_view to_string(Leak leak);

/// One leak that a series shows.
struct LeakFinding {
  Leak leak = Leak::CloseAhead;
  std::size_t row = 0;    ///< Where it shows first.
  std::size_t count = 0;  ///< In how many bars (sessions, for labels) of `total`.
  std::size_t total = 0;
  double value = 0.0;  ///< What was measured: bars ahead, a correlation, a divisor.
};

/// Returns the leaks that `series` shows by itself and against `calendar`. Silent on series of
/// fewer than 60 bars: a short series proves nothing.
std::vector<LeakFinding> check_leaks(const BarSeries& series, const SessionCalendar& calendar);

/// Returns whether the returns of `series` fit those that `reference` has later better than those
/// of the same time. The reference may have shorter bars, but must be of the same market.
std::optional<LeakFinding> check_ahead_of(const BarSeries& series, const BarSeries& reference);

}  // namespace tw::inline market
