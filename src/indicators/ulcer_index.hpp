#pragma once

#include <cmath>
#include <optional>

#include "indicators/extreme.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Ulcer index: root mean square of the drawdowns, in percent, of the last `period` samples.
///
/// Each drawdown is taken from the highest of the `period` samples that end there, or of as many
/// as there are.
///
/// Units:  percent.
/// Source: `ta` UlcerIndex (Martin 1987); golden column ULCER_14.
class UlcerIndex {
 public:
  /// Requires `period >= 1`.
  explicit UlcerIndex(int period) : highest_{period}, squares_{period}, period_{period} {}

  /// Feeds one sample; returns the index, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    highest_.update(sample);
    const double top = highest_.so_far();
    const double drawdown = top == 0.0 ? 0.0 : 100.0 * (sample - top) / top;
    squares_.push(drawdown * drawdown);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    double sum = 0.0;
    squares_.for_each([&](double square) { sum += square / period_; });
    return std::sqrt(sum);
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    highest_.reset();
    squares_.reset();
    seen_ = 0;
  }

 private:
  // Moves with every sample.
  Highest highest_;
  Ring squares_;
  int seen_ = 0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
