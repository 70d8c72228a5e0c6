#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Rate of change against the sample `period` samples ago. Against a zero it reads 0.
///
/// Units:  percent.
/// Source: TA-Lib `ROC`; golden column ROC_10.
class Roc {
 public:
  /// Requires `period >= 1`.
  explicit Roc(int period) : window_{period + 1}, period_{period} { TW_ASSERT(period >= 1); }

  /// Feeds one sample; returns its rate of change, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const double past = window_.push(sample);
    if (seen_ < period_) {
      seen_ += 1;
      return std::nullopt;
    }
    return past == 0.0 ? 0.0 : (sample / past - 1.0) * 100.0;
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
