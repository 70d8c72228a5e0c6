#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {

/// Average true range with Wilder smoothing.
///
/// Seeded with the simple mean of the first `period` true ranges, the first of which is that of
/// the second bar.
///
/// Units:  those of the prices.
/// Source: TA-Lib `ATR` (Wilder 1978); golden column ATR_14.
class Atr {
 public:
  /// Requires `period >= 1`.
  explicit Atr(int period) : period_{period}, divisor_{double(period)}, share_{1.0 / period} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one bar; returns the average, or nothing until `period` true ranges are in.
  std::optional<double> update(const Candle& candle) {
    const std::optional<double> range = range_.update(candle);
    if (!range) return std::nullopt;
    if (seen_ < period_) return seed(*range);
    mean_ += (*range - mean_) * share_;  // No division that the next bar would wait for (ADR 0011).
    return mean_;
  }

  int warmup() const { return period_; }
  void reset() {
    range_.reset();
    seen_ = 0;
    mean_ = 0.0;
  }

 private:
  std::optional<double> seed(double range) {
    mean_ += range;
    seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    mean_ /= divisor_;
    return mean_;
  }

  // Constant after construction.
  int period_;
  double divisor_;
  double share_;

  // Moves with every bar. Holds the sum of the seed until `seen_ == period_`.
  TrueRange range_;
  int seen_ = 0;
  double mean_ = 0.0;
};

}  // namespace tw::indicators
