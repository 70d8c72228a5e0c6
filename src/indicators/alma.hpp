#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Arnaud Legoux moving average: weights of a bell curve, sigma 6, offset 0.85 of the window.
///
/// Counts the offset from the newest sample back, as its source does; the authors count it from the
/// oldest, so theirs lags less. Its first answer comes two samples after the window is full.
///
/// Units:  those of the samples.
/// Source: pandas-ta 0.3.14b `alma`; golden column ALMA_10.
class Alma {
 public:
  /// Requires `period >= 1`.
  explicit Alma(int period) : window_{period}, weights_(checked(period)), period_{period} {
    constexpr double kOffset = 0.85;
    constexpr double kSigma = 6.0;
    const double peak = kOffset * (period - 1);
    const double width = period / kSigma;
    for (int back = 0; back < period; ++back) {
      const double distance = back - peak;
      weights_[static_cast<std::size_t>(back)] =
          std::exp(-(distance * distance) / (2.0 * width * width));
    }
    for (const double weight : weights_) total_ += weight;
  }

  /// Feeds one sample; returns the average, or nothing until `period + 2` samples are in.
  std::optional<double> update(double sample) {
    window_.push(sample);
    if (seen_ < period_ + 2) seen_ += 1;
    if (seen_ < period_ + 2) return std::nullopt;
    double sum = 0.0;
    std::size_t back = weights_.size();
    window_.for_each([&](double value) {
      back -= 1;
      sum += weights_[back] * value;
    });
    return sum / total_;
  }

  int warmup() const { return period_ + 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
  }

 private:
  static std::size_t checked(int period) {
    TW_ASSERT(period >= 1);
    return static_cast<std::size_t>(period);
  }

  // Moves with every sample.
  Ring window_;
  int seen_ = 0;

  // Constant after construction. The first weight is that of the newest sample.
  std::vector<double> weights_;
  double total_ = 0.0;
  int period_;
};

}  // namespace tw::indicators
