#include "analytics/session_values.hpp"

#include "core/money.hpp"

namespace tw::analytics {

DatedValues session_closes(const BarSeries& bars) {
  DatedValues closes;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const bool is_last = i + 1 == bars.size() || bars.session[i + 1] != bars.session[i];
    if (!is_last) continue;
    closes.dates.push_back({bars.session[i]});
    closes.values.push_back(Price::from_raw(bars.close[i]).as_double());
  }
  return closes;
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
