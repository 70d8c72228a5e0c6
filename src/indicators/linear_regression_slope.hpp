#pragma once

#include <optional>

#include "indicators/linear_regression.hpp"

namespace tw::indicators {

/// Slope of the least-squares line through the last `period` samples, one sample apart.
///
/// Units:  those of the samples, per sample.
/// Source: TA-Lib `LINEARREG_SLOPE`; golden column LINEARREG_SLOPE_14.
class LinearRegressionSlope {
 public:
  /// Requires `period >= 2`.
  explicit LinearRegressionSlope(int period) : line_{period} {}

  /// Feeds one sample; returns the slope, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<LinearRegressionValue> line = line_.update(sample);
    if (!line) return std::nullopt;
    return line->slope;
  }

  int warmup() const { return line_.warmup(); }
  void reset() { line_.reset(); }

 private:
  LinearRegression line_;
};

}  // namespace tw::indicators
