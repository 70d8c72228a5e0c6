#pragma once

#include <optional>

#include "indicators/ring.hpp"

namespace tw::indicators {

/// Triangular moving average: weights rise by one to the middle of the window and fall again.
///
/// Keeps the sums of the rising and of the falling half, so an update costs the same for any
/// period. The seed adds up from the middle outwards, as its source does.
///
/// Units:  those of the samples.
/// Source: TA-Lib `TRIMA` and its order of sums; golden column TRIMA_20.
class Trima {
 public:
  /// Requires `period >= 1`.
  explicit Trima(int period) : window_{period}, period_{period}, rising_{(period + 1) / 2} {
    const int whole_half = period / 2;
    const double half = whole_half;
    factor_ = is_odd() ? 1.0 / ((half + 1.0) * (half + 1.0)) : 1.0 / (half * (half + 1.0));
  }

  /// Feeds one sample; returns the average, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    const double oldest = window_.push(sample);
    if (seen_ < period_) {
      seen_ += 1;
      if (seen_ < period_) return std::nullopt;
      seed();
    } else {
      slide(window_.ago(period_ / 2), sample);
    }
    leaving_ = oldest;
    return numerator_ * factor_;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
    numerator_ = old_half_ = new_half_ = leaving_ = 0.0;
  }

 private:
  bool is_odd() const { return period_ % 2 == 1; }

  void seed() {
    numerator_ = old_half_ = new_half_ = 0.0;
    for (int back = period_ - rising_; back < period_; ++back) {
      old_half_ += window_.ago(back);
      numerator_ += old_half_;
    }
    for (int back = period_ - rising_ - 1; back >= 0; --back) {
      new_half_ += window_.ago(back);
      numerator_ += new_half_;
    }
  }

  /// Moves both halves on by one sample; `middle` crosses from the new half into the old one.
  void slide(double middle, double sample) {
    numerator_ -= old_half_;
    old_half_ -= leaving_;
    old_half_ += middle;
    if (is_odd()) {
      numerator_ += new_half_;
      new_half_ -= middle;
    } else {
      new_half_ -= middle;
      numerator_ += new_half_;
    }
    new_half_ += sample;
    numerator_ += sample;
  }

  // Moves with every sample. `leaving_` drops out of the window with the next one.
  Ring window_;
  int seen_ = 0;
  double numerator_ = 0.0;
  double old_half_ = 0.0;
  double new_half_ = 0.0;
  double leaving_ = 0.0;

  // Constant after construction.
  int period_;
  int rising_;
  double factor_ = 1.0;
};

}  // namespace tw::indicators
