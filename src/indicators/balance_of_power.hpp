#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/near_zero.hpp"

namespace tw::indicators {

/// Balance of power: what of the bar's range lies between its open and its close.
///
/// A bar without range reads 0.
///
/// Units:  -1 to 1.
/// Source: TA-Lib `BOP` (Livshin 2001); golden column BOP.
class BalanceOfPower {
 public:
  /// Feeds one bar; returns its balance, which exists from the first bar on.
  std::optional<double> update(const Candle& candle) {
    const double range = candle.high - candle.low;
    if (is_near_zero_or_negative(range)) return 0.0;
    return (candle.close - candle.open) / range;
  }

  int warmup() const { return 0; }
  void reset() {}
};

}  // namespace tw::indicators
