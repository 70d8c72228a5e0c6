#pragma once

#include "market/bar.hpp"

namespace tw::indicators {

/// What the indicators that need more than one price take from a bar: its crossing to `double`.
///
/// Units: price and share units of the bar.
struct Candle {
  double open = 0.0;
  double high = 0.0;
  double low = 0.0;
  double close = 0.0;
  double volume = 0.0;

  static constexpr Candle of(const Bar& bar) {
    return {.open = bar.open.as_double(),
            .high = bar.high.as_double(),
            .low = bar.low.as_double(),
            .close = bar.close.as_double(),
            .volume = bar.volume.as_double()};
  }
};

/// Returns the mean of high, low and close.
inline double typical_price_of(const Candle& candle) {
  return (candle.high + candle.low + candle.close) / 3.0;
}

/// Returns where the close lies in the bar's range, -1 at the low to 1 at the high; 0 without one.
inline double close_location_of(const Candle& candle) {
  const double range = candle.high - candle.low;
  if (!(range > 0.0)) return 0.0;
  return ((candle.close - candle.low) - (candle.high - candle.close)) / range;
}

}  // namespace tw::indicators
