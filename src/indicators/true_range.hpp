#pragma once

#include <cmath>
#include <optional>

#include "indicators/candle.hpp"

namespace tw::indicators {

/// Returns the largest of the bar's range and its reach above and below the previous close.
inline double true_range_of(const Candle& candle, double previous_close) {
  double range = candle.high - candle.low;
  const double to_high = std::fabs(previous_close - candle.high);
  if (to_high > range) range = to_high;
  const double to_low = std::fabs(previous_close - candle.low);
  if (to_low > range) range = to_low;
  return range;
}

/// True range: how far a bar moved, the gap from the previous close included.
///
/// Units:  those of the prices.
/// Source: TA-Lib `TRANGE` (Wilder 1978); golden column TRANGE, undefined on the first bar.
class TrueRange {
 public:
  /// Feeds one bar; returns its true range, or nothing for the first.
  std::optional<double> update(const Candle& candle) {
    const double range = true_range_of(candle, previous_close_);
    previous_close_ = candle.close;
    if (has_previous_) return range;
    has_previous_ = true;
    return std::nullopt;
  }

  int warmup() const { return 1; }
  void reset() {
    previous_close_ = 0.0;
    has_previous_ = false;
  }

 private:
  double previous_close_ = 0.0;
  bool has_previous_ = false;
};

}  // namespace tw::indicators
