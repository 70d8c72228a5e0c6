#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/date.hpp"

namespace tw::analytics {

/// Returns, for each value, how far it lies below the highest so far.
///
/// Units:  fractions, 0 at a high and negative below it.
std::vector<double> drawdown_series(std::span<const double> values);

/// One stay below a high: from the first value under it to the first back at or above it.
///
/// Every member but `depth` is an index into the values. Where the high was touched more than once
/// `peak` is the first of the touches and `first_under - 1` the last.
struct Drawdown {
  double depth = 0.0;  ///< A negative fraction.
  std::size_t peak = 0;
  std::size_t first_under = 0;
  std::size_t trough = 0;               ///< The first value at `depth`.
  std::optional<std::size_t> recovery;  ///< Nothing while it lasts.

  std::size_t bars_under(std::size_t values_count) const {
    return recovery.value_or(values_count) - first_under;
  }
};

/// Returns every drawdown in order of time.
std::vector<Drawdown> find_drawdowns(std::span<const double> values);

/// Returns the deepest; the earliest of equals. Nothing when no value lies below an earlier one.
std::optional<Drawdown> deepest(std::span<const Drawdown> drawdowns);

/// Returns the `count` deepest, deepest first; equals in order of time.
std::vector<Drawdown> deepest(std::span<const Drawdown> drawdowns, std::size_t count);

/// Returns the calendar days from the last date at the high to the recovery, or to the last date.
///
/// `dates` are those of the values. Source: backtesting.py, "Max. Drawdown Duration".
int days_under(const Drawdown& drawdown, std::span<const Date> dates);

}  // namespace tw::analytics
