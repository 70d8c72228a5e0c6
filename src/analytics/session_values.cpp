#include "analytics/session_values.hpp"

#include "core/assert.hpp"
#include "core/money.hpp"

namespace tw::analytics {
namespace {

/// Calls `visit(row)` for the last bar of each session.
template <class Visit>
void each_last_bar(const BarSeries& bars, Visit visit) {
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (i + 1 == bars.size() || bars.session[i + 1] != bars.session[i]) visit(i);
  }
}

DatedValues last_of_each_session(const BarSeries& bars, std::span<const std::int64_t> column) {
  DatedValues closes;
  each_last_bar(bars, [&](std::size_t row) {
    closes.dates.push_back({bars.session[row]});
    closes.values.push_back(Price::from_raw(column[row]).as_double());
  });
  return closes;
}

}  // namespace

DatedValues session_closes(const BarSeries& bars) { return last_of_each_session(bars, bars.close); }

DatedValues session_adjusted_closes(const BarSeries& bars) {
  TW_ASSERT(!first_without_adjusted_close(bars));
  return last_of_each_session(bars, bars.adjusted_close);
}

std::optional<Date> first_without_adjusted_close(const BarSeries& bars) {
  std::optional<Date> first;
  each_last_bar(bars, [&](std::size_t row) {
    const bool is_missing =
        bars.adjusted_close.empty() || bars.adjusted_close[row] == BarSeries::kNoValue;
    if (is_missing && !first) first = Date{bars.session[row]};
  });
  return first;
}

double returns_per_year(Timeframe timeframe, double sessions_per_year) {
  constexpr double kWeeksPerYear = 52.0;
  constexpr double kMonthsPerYear = 12.0;
  switch (timeframe.unit) {
    case Timeframe::Unit::Second:
    case Timeframe::Unit::Minute:
      return sessions_per_year;
    case Timeframe::Unit::Day:
      return sessions_per_year / timeframe.count;
    case Timeframe::Unit::Week:
      return kWeeksPerYear / timeframe.count;
    case Timeframe::Unit::Month:
      return kMonthsPerYear / timeframe.count;
  }
  return sessions_per_year;
}

}  // namespace tw::analytics
