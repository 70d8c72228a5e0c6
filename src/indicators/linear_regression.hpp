#pragma once

#include <cmath>
#include <numbers>
#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

struct LinearRegressionValue {
  double slope = 0.0;
  double intercept = 0.0;  ///< The line at the oldest sample of the window.
  double end = 0.0;        ///< The line at the newest sample.
  double next = 0.0;       ///< The line one sample ahead: the time series forecast.

  /// Returns the slope as an angle, one sample to the right being one unit.
  double angle() const { return std::atan(slope) * (180.0 / std::numbers::pi); }
};

/// The least-squares line through the last `period` samples, one sample apart.
///
/// Sums the whole window each time, as its source does: exact to the last bit, and cheap for the
/// short windows that it is used on.
///
/// Units:  those of the samples; the slope per sample, the angle in degrees.
/// Source: TA-Lib `LINEARREG*`, `TSF`; golden columns LINEARREG*_14, TSF_14.
class LinearRegression {
 public:
  /// Requires `period >= 2`.
  explicit LinearRegression(int period)
      : window_{period},
        period_{period},
        count_{double(period)},
        sum_x_{count_ * (count_ - 1.0) * 0.5},
        divisor_{sum_x_ * sum_x_ -
                 count_ * (count_ * (count_ - 1.0) * (2.0 * count_ - 1.0) / 6.0)} {
    TW_ASSERT(period >= 2);
  }

  /// Feeds one sample; returns the line, or nothing until `period` samples are in.
  std::optional<LinearRegressionValue> update(double sample) {
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
    const double slope = (count_ * sum_xy - sum_x_ * sum_y) / divisor_;
    const double intercept = (sum_y - slope * sum_x_) / count_;
    return LinearRegressionValue{.slope = slope,
                                 .intercept = intercept,
                                 .end = intercept + slope * (count_ - 1.0),
                                 .next = intercept + slope * count_};
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
