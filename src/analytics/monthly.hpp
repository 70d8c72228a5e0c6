#pragma once

#include <span>
#include <vector>

#include "core/date.hpp"

namespace tw::analytics {

/// The compound return of one calendar month, or of one year when `month` is 0.
struct CalendarReturn {
  int year = 0;
  int month = 0;
  double value = 0.0;

  friend bool operator==(const CalendarReturn&, const CalendarReturn&) = default;
};

/// Returns one entry for each month that holds a return, in order. The first and the last may be
/// part of a month. Requires one date a return, ascending.
std::vector<CalendarReturn> monthly_returns(std::span<const double> returns,
                                            std::span<const Date> dates);

/// Returns one entry for each year that holds a return, as `monthly_returns` does.
std::vector<CalendarReturn> yearly_returns(std::span<const double> returns,
                                           std::span<const Date> dates);

}  // namespace tw::analytics
