#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/date.hpp"

namespace tw::analytics {

/// Sessions in a year of an exchange that keeps weekends and holidays, and of one that never shuts.
inline constexpr double kSessionsPerYear = 252.0;
inline constexpr double kSessionsPerYearAlwaysOpen = 365.0;

/// Values with their dates, oldest first: a close a session, or an account's equity.
struct DatedValues {
  std::vector<Date> dates;
  std::vector<double> values;

  std::size_t size() const { return values.size(); }
};

/// Returns `value[t] / value[t-1] - 1` for each step, so one fewer than there are values.
///
/// After a value of zero or less the account is ruined and every later return is 0: there is
/// nothing left to earn on.
/// Units:  fractions.
std::vector<double> simple_returns(std::span<const double> values);

/// Returns the growth of 1: 1 before the first return, then the running product of `1 + r`.
std::vector<double> wealth_curve(std::span<const double> returns);

/// Returns the running product of `1 + r`, minus 1; 0 when there are none.
double compound(std::span<const double> returns);

/// Two series on the dates that both have, oldest first.
struct Joined {
  std::vector<Date> dates;
  std::vector<double> left;
  std::vector<double> right;
};

/// Joins on equal dates. Requires both in ascending order of date, without repeats.
Joined inner_join(const DatedValues& left, const DatedValues& right);

}  // namespace tw::analytics
