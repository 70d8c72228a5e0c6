#pragma once

#include <optional>

#include "indicators/ring.hpp"

namespace tw::indicators {

struct MomentsValue {
  double mean = 0.0;
  /// Population variance. Rounding may leave a flat market's a little below zero.
  double variance = 0.0;
};

/// Mean and population variance of the last `period` samples, from running sums.
///
/// One pass of x and x² cancels where the spread is tiny beside the level; that is the price of
/// agreeing with TA-Lib to the last bits.
///
/// Units:  those of the samples; the variance in their square.
/// Source: TA-Lib `VAR`; golden column VAR_20.
class Moments {
 public:
  /// Requires `period >= 1`.
  explicit Moments(int period) : window_{period}, period_{period}, divisor_{double(period)} {}

  /// Feeds one sample; returns the moments, or nothing until `period` samples are in.
  std::optional<MomentsValue> update(double sample) {
    const double total = sum_ + sample;
    const double square_total = square_sum_ + sample * sample;
    const double oldest = window_.push(sample);  // Zero until the window is full.
    sum_ = total - oldest;
    square_sum_ = square_total - oldest * oldest;
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    const double mean = total / divisor_;
    return MomentsValue{.mean = mean, .variance = square_total / divisor_ - mean * mean};
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
    sum_ = square_sum_ = 0.0;
  }

 private:
  // Moves with every sample.
  Ring window_;
  double sum_ = 0.0;
  double square_sum_ = 0.0;
  int seen_ = 0;

  // Constant after construction.
  int period_;
  double divisor_;
};

}  // namespace tw::indicators
