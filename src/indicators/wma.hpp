#pragma once

#include <optional>

#include "indicators/ring.hpp"

namespace tw::indicators {

/// Weighted moving average: weights 1 for the oldest to `period` for the newest sample.
///
/// Units:  those of the samples.
/// Source: TA-Lib `WMA` and its order of sums; golden column WMA_20.
class Wma {
 public:
  /// Requires `period >= 1`.
  explicit Wma(int period)
      : window_{period},
        period_{period},
        newest_weight_{double(period)},
        divisor_{newest_weight_ * (newest_weight_ + 1.0) / 2.0} {}

  /// Feeds one sample; returns the average, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    if (period_ == 1) return sample;
    if (seen_ < period_) seen_ += 1;
    plain_sum_ += sample;
    if (seen_ < period_) {
      weighted_sum_ += sample * seen_;
      window_.push(sample);
      return std::nullopt;
    }
    plain_sum_ -= leaving_;
    weighted_sum_ += sample * newest_weight_;
    leaving_ = window_.push(sample);
    const double average = weighted_sum_ / divisor_;
    weighted_sum_ -= plain_sum_;  // Lowers every weight by one for the next sample.
    return average;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
    plain_sum_ = weighted_sum_ = leaving_ = 0.0;
  }

 private:
  // Moves with every sample. `leaving_` drops out of the window with the next one.
  Ring window_;
  int seen_ = 0;
  double plain_sum_ = 0.0;
  double weighted_sum_ = 0.0;
  double leaving_ = 0.0;

  // Constant after construction.
  int period_;
  double newest_weight_;
  double divisor_;
};

}  // namespace tw::indicators
