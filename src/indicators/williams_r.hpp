#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/extreme.hpp"

namespace tw::indicators {

/// Williams %R: how far the close lies below the highest high of the last `period` bars.
///
/// A range of zero reads 0.
///
/// Units:  -100 at the lowest low to 0 at the highest high.
/// Source: TA-Lib `WILLR` (Williams 1973); golden column WILLR_14.
class WilliamsR {
 public:
  /// Requires `period >= 1`.
  explicit WilliamsR(int period) : highest_{period}, lowest_{period} {}

  /// Feeds one bar; returns %R, or nothing until `period` bars are in.
  std::optional<double> update(const Candle& candle) {
    const std::optional<double> highest = highest_.update(candle.high);
    const std::optional<double> lowest = lowest_.update(candle.low);
    if (!highest || !lowest) return std::nullopt;
    const double percent = (*highest - *lowest) / -100.0;
    return percent != 0.0 ? (*highest - candle.close) / percent : 0.0;
  }

  int warmup() const { return highest_.warmup(); }
  void reset() {
    highest_.reset();
    lowest_.reset();
  }

 private:
  Highest highest_;
  Lowest lowest_;
};

}  // namespace tw::indicators
