#pragma once

#include <algorithm>
#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Detrended price oscillator: the sample `period / 2 + 1` samples ago less today's mean.
///
/// Units:  those of the samples.
/// Source: `ta` DPOIndicator; golden column DPO_20.
class Dpo {
 public:
  /// Requires `period >= 1`.
  explicit Dpo(int period)
      : past_{period / 2 + 2},
        sum_{period},
        count_{double(period)},
        warmup_{std::max(period - 1, period / 2 + 1)} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one sample; returns the oscillator, or nothing until it is warm.
  std::optional<double> update(double sample) {
    const double past = past_.push(sample);
    const std::optional<double> sum = sum_.update(sample);
    if (seen_ < warmup_) {
      seen_ += 1;
      return std::nullopt;
    }
    return past - *sum / count_;
  }

  int warmup() const { return warmup_; }
  void reset() {
    past_.reset();
    sum_.reset();
    seen_ = 0;
  }

 private:
  // Moves with every sample.
  Ring past_;
  WindowSum sum_;
  int seen_ = 0;

  // Constant after construction.
  double count_;
  int warmup_;
};

}  // namespace tw::indicators
