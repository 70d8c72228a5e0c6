#pragma once

#include <optional>

#include "core/assert.hpp"

namespace tw::indicators {

/// Exponential moving average with smoothing 2 / (period + 1).
///
/// Seeded with the simple mean of the first `period` samples, so early values depend on where the
/// series starts: warm it up with history before trading on it.
///
/// Units:  those of the samples.
/// Source: TA-Lib `EMA`, default compatibility; golden columns EMA_12 to EMA_50.
class Ema {
 public:
  /// Requires `period >= 1`.
  explicit constexpr Ema(int period) : period_{period}, weight_{2.0 / (period + 1)} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one sample; returns the average, or nothing until `period` samples are in.
  constexpr std::optional<double> update(double sample) {
    if (seen_ < period_) return seed(sample);
    mean_ = (sample - mean_) * weight_ + mean_;
    return mean_;
  }

  constexpr int warmup() const { return period_ - 1; }
  constexpr void reset() {
    seen_ = 0;
    mean_ = 0.0;
  }

 private:
  constexpr std::optional<double> seed(double sample) {
    mean_ += sample;
    seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    mean_ /= period_;
    return mean_;
  }

  // Constant after construction.
  int period_;
  double weight_;

  // Moves with every sample. Holds the sum of the seed until `seen_ == period_`.
  int seen_ = 0;
  double mean_ = 0.0;
};

}  // namespace tw::indicators
