#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/recursive_ema.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Mass index: the sum of how far the bars' range exceeds its usual size; above 27 it bulges.
///
/// A market whose bars have had no range at all counts 1 a bar.
///
/// Source: `ta` MassIndex (Dorsey 1992); golden column MASS_9_25.
class MassIndex {
 public:
  /// Requires both periods to be at least 1.
  MassIndex(int fast_period, int slow_period)
      : once_{fast_period}, twice_{fast_period}, sum_{slow_period} {}

  /// Feeds one bar; returns the index, or nothing until it is warm.
  std::optional<double> update(const Candle& candle) {
    const std::optional<double> once = once_.update(candle.high - candle.low);
    if (!once) return std::nullopt;
    const std::optional<double> twice = twice_.update(*once);
    if (!twice) return std::nullopt;
    return sum_.update(*twice == 0.0 ? 1.0 : *once / *twice);
  }

  int warmup() const { return once_.warmup() + twice_.warmup() + sum_.warmup(); }
  void reset() {
    once_.reset();
    twice_.reset();
    sum_.reset();
  }

 private:
  RecursiveEma once_;
  RecursiveEma twice_;
  WindowSum sum_;
};

}  // namespace tw::indicators
