#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "market/bar_table.hpp"

namespace tw::workloads {

/// A seeded random walk of bars that is the same, bit for bit, in every language.
///
/// Units:  `start` in 1/10000 of the currency, `sigma` a fraction a bar.
/// Source: ../shared/WORKLOADS.md, "Data (bit-exact in any language)".
struct Walk {
  std::uint64_t seed = 0;
  std::size_t bars = 0;
  std::int64_t start = 1'000'000;
  double sigma = 0.0;
  /// Lifts a close until its 10-bar and 30-bar averages differ, so that no rounding moves a trade.
  bool breaks_ties = false;
};

/// Returns the walk as one-minute bars around the clock, the first at 00:00 UTC of `first`.
BarTable minute_bars(const Walk& walk, Date first);

/// Returns the walk as daily bars on Mondays to Fridays from `first` on, midnight to midnight UTC.
BarTable weekday_bars(const Walk& walk, Date first);

/// The million one-minute bars of W1, W5 and W6.
BarTable w1();

/// The 5,000 weekday bars of symbol `number` (0 to 499) of W2.
BarTable w2(std::size_t number);

/// The 5,000 weekday bars of W3 and W7.
BarTable w3();

/// Returns `time,open,high,low,close,volume` with four decimals, the bytes whose SHA-256
/// WORKLOADS.md names. Intraday stamps read "2015-01-01 00:00:00", others "2015-01-01".
std::string to_csv(const BarSeries& bars);

}  // namespace tw::workloads
