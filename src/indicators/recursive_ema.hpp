#pragma once

#include <optional>

#include "core/assert.hpp"

namespace tw::indicators {

/// Exponential moving average that begins at its first sample instead of at a mean.
///
/// Units:  those of the samples.
/// Source: pandas `ewm(span, adjust=False)`, which the library `ta` uses throughout.
class RecursiveEma {
 public:
  /// Requires `period >= 1`.
  explicit RecursiveEma(int period) : period_{period}, weight_{2.0 / (period + 1)} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one sample; returns the average, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    mean_ = seen_ == 0 ? sample : (1.0 - weight_) * mean_ + weight_ * sample;
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    return mean_;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    seen_ = 0;
    mean_ = 0.0;
  }

 private:
  // Constant after construction.
  int period_;
  double weight_;

  // Moves with every sample.
  int seen_ = 0;
  double mean_ = 0.0;
};

}  // namespace tw::indicators
