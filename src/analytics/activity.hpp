#pragma once

#include <cstddef>
#include <span>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// The bars of one trade, from the one of its entry to the one of its exit, both counted.
struct BarSpan {
  std::size_t entry_bar = 0;
  std::size_t exit_bar = 0;  ///< The last bar of the run for a lot that is still open.
};

/// Returns the fraction of `bars` on which at least one trade was held.
///
/// A bar counts when a position was held during any part of it, so the bar of the exit does.
/// Source: backtesting.py, "Exposure Time".
double exposure(std::span<const BarSpan> trades, std::size_t bars);

/// What was traded and with how much, for `turnover`.
struct Trading {
  double traded_value = 0.0;  ///< The sum of |quantity x price| over every fill, both sides.
  double average_equity = 0.0;
  double years = 0.0;
};

/// Returns how often a year the account was turned over: traded_value / 2 / average_equity / years.
/// Nothing for a run without time or equity.
Figured turnover(const Trading& trading);

}  // namespace tw::analytics
