#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Variance of the last `period` samples, divided by `period - 1`.
///
/// Goes over the window twice each time, so nothing cancels: exact for small spreads, and cheap for
/// the short windows that it is used on.
///
/// Units:  those of the samples, squared.
/// Source: TTR `runVar`.
class SampleVariance {
 public:
  /// Requires `period >= 2`.
  explicit SampleVariance(int period) : window_{period}, period_{period} { TW_ASSERT(period >= 2); }

  /// Feeds one sample; returns the variance, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    window_.push(sample);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    double mean = 0.0;
    window_.for_each([&](double value) { mean += value; });
    mean /= period_;
    double squares = 0.0;
    window_.for_each([&](double value) { squares += (value - mean) * (value - mean); });
    return squares / (period_ - 1);
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
};

}  // namespace tw::indicators
