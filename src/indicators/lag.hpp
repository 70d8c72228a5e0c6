#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// The sample that came `period` samples before the newest one: what rates of change start from.
///
/// Units:  those of the samples.
class Lag {
 public:
  /// Requires `period >= 1`.
  explicit Lag(int period) : window_{period + 1}, period_{period} { TW_ASSERT(period >= 1); }

  /// Feeds one sample; returns the one `period` before it, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const double past = window_.push(sample);
    if (seen_ < period_) {
      seen_ += 1;
      return std::nullopt;
    }
    return past;
  }

  int warmup() const { return period_; }
  void reset() {
    window_.reset();
    seen_ = 0;
  }

 private:
  Ring window_;
  int seen_ = 0;
  int period_;
};

}  // namespace tw::indicators
