#pragma once

#include <algorithm>
#include <optional>

#include "indicators/candle.hpp"

namespace tw::indicators {

/// Heikin-Ashi bars: smoothed ones, whose open is the middle of the body before.
///
/// Units:  those of the prices. They are means: nothing can be traded at them.
/// Source: pandas-ta `ha`; golden columns HA_OPEN, HA_HIGH, HA_LOW, HA_CLOSE.
class HeikinAshi {
 public:
  /// Feeds one bar; returns its smoothed one, which exists from the first bar on.
  std::optional<Candle> update(const Candle& candle) {
    const double open =
        has_bar_ ? 0.5 * (bar_.open + bar_.close) : 0.5 * (candle.open + candle.close);
    const double close = 0.25 * (candle.open + candle.high + candle.low + candle.close);
    bar_ = {.open = open,
            .high = std::max({candle.high, open, close}),
            .low = std::min({candle.low, open, close}),
            .close = close,
            .volume = candle.volume};
    has_bar_ = true;
    return bar_;
  }

  int warmup() const { return 0; }
  void reset() { has_bar_ = false; }

 private:
  Candle bar_;
  bool has_bar_ = false;
};

}  // namespace tw::indicators
