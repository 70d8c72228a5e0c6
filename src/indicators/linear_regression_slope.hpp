#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Slope of the least-squares line through the last `period` samples, one sample apart.
///
/// Sums the whole window each time, as its source does: exact to the last bit, and cheap for the
/// short windows that it is used on.
///
/// Units:  those of the samples, per sample.
/// Source: TA-Lib `LINEARREG_SLOPE`; golden column LINEARREG_SLOPE_14.
class LinearRegressionSlope {
 public:
  /// Requires `period >= 2`.
  explicit LinearRegressionSlope(int period)
      : window_{period},
        period_{period},
        count_{double(period)},
        sum_x_{count_ * (count_ - 1.0) * 0.5},
        divisor_{sum_x_ * sum_x_ -
                 count_ * (count_ * (count_ - 1.0) * (2.0 * count_ - 1.0) / 6.0)} {
    TW_ASSERT(period >= 2);
  }

  /// Feeds one sample; returns the slope, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    window_.push(sample);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    double x = count_;  // Counts back from the newest sample, hence the negative divisor.
    double sum_y = 0.0;
    double sum_xy = 0.0;
    window_.for_each([&](double y) {
      x -= 1.0;
      sum_y += y;
      sum_xy += x * y;
    });
    return (count_ * sum_xy - sum_x_ * sum_y) / divisor_;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
  }

 private:
  // Moves with every sample.
  Ring window_;
  int seen_ = 0;

  // Constant after construction.
  int period_;
  double count_;
  double sum_x_;
  double divisor_;
};

}  // namespace tw::indicators
