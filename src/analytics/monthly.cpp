#include "analytics/monthly.hpp"

#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// Compounds the returns of each run of dates that `period_of` gives the same year and month.
template <class PeriodOf>
std::vector<CalendarReturn> compound_by(std::span<const double> returns,
                                        std::span<const Date> dates, PeriodOf period_of) {
  TW_ASSERT(returns.size() == dates.size());
  std::vector<CalendarReturn> periods;
  double wealth = 1.0;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    const CalendarReturn period = period_of(dates[i]);
    if (periods.empty() || periods.back().year != period.year ||
        periods.back().month != period.month) {
      periods.push_back(period);
      wealth = 1.0;
    }
    wealth *= 1.0 + returns[i];
    periods.back().value = wealth - 1.0;
  }
  return periods;
}

}  // namespace

std::vector<CalendarReturn> monthly_returns(std::span<const double> returns,
                                            std::span<const Date> dates) {
  return compound_by(returns, dates, [](Date date) {
    return CalendarReturn{.year = date.year(), .month = date.month()};
  });
}

std::vector<CalendarReturn> yearly_returns(std::span<const double> returns,
                                           std::span<const Date> dates) {
  return compound_by(returns, dates, [](Date date) { return CalendarReturn{.year = date.year()}; });
}

}  // namespace tw::analytics
