#pragma once

#include <optional>

#include "indicators/ring.hpp"

namespace tw::indicators {

/// Simple moving average: the mean of the last `period` samples.
///
/// Keeps a running sum and takes the oldest sample off after each answer. The order of those sums
/// is TA-Lib's, because crossovers compare two averages with `<` and their last bits decide ties.
///
/// Units:  those of the samples.
/// Source: TA-Lib `SMA`; golden columns SMA_10 to SMA_200.
class Sma {
 public:
  /// Requires `period >= 1`.
  explicit Sma(int period)
      : window_{period}, missing_{period}, period_{period}, divisor_{double(period)} {}

  /// Feeds one sample; returns the average, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    const double total = sum_ + sample;
    sum_ = total - window_.push(sample);  // The window gives zeros until it is full.
    if (missing_ > 0) [[unlikely]] {
      missing_ -= 1;
      if (missing_ > 0) return std::nullopt;
    }
    return total / divisor_;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    missing_ = period_;
    sum_ = 0.0;
  }

 private:
  // Moves with every sample.
  Ring window_;
  double sum_ = 0.0;
  int missing_;  ///< Samples until the first answer.

  // Constant after construction.
  int period_;
  double divisor_;
};

}  // namespace tw::indicators
