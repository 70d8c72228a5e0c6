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

}  // namespace tw::indicators
