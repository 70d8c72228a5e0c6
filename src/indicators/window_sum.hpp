#pragma once

#include <optional>

#include "indicators/ring.hpp"

namespace tw::indicators {

/// Sum of the last `period` samples, with what rounding loses carried along.
///
/// A plain running sum keeps a trace of every sample that ever left it. The ratios built on this
/// one divide by sums that return to zero in a flat market, so such a trace would be their answer.
///
/// Units:  those of the samples.
/// Source: Kahan (1965), one carry for what enters and one for what leaves, as in pandas.
class WindowSum {
 public:
  /// Requires `period >= 1`.
  explicit WindowSum(int period) : window_{period}, period_{period} {}

  /// Feeds one sample; returns the sum, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    add(-leaving_, removed_carry_);
    add(sample, added_carry_);
    leaving_ = window_.push(sample);  // Zero until the window is full.
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    return sum_;
  }

  /// Returns how many samples are in the window.
  int size() const { return seen_; }
  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
    sum_ = leaving_ = added_carry_ = removed_carry_ = 0.0;
  }

 private:
  void add(double value, double& carry) {
    const double exact = value - carry;
    const double total = sum_ + exact;
    carry = (total - sum_) - exact;
    sum_ = total;
  }

  // Moves with every sample. `leaving_` drops out of the window with the next one.
  Ring window_;
  double sum_ = 0.0;
  double leaving_ = 0.0;
  double added_carry_ = 0.0;
  double removed_carry_ = 0.0;
  int seen_ = 0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
