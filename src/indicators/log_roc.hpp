#pragma once

#include <cmath>
#include <optional>

#include "core/assert.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Logarithm of the sample over the one `period` samples ago: a continuous rate of change.
///
/// Units:  fraction.
/// Source: TTR `ROC`, type continuous; golden column TTR_ROC_14_log.
class LogRoc {
 public:
  /// Requires `period >= 1`.
  explicit LogRoc(int period) : window_{period + 1}, period_{period} { TW_ASSERT(period >= 1); }

  /// Feeds one sample; returns its rate of change, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const double past = window_.push(sample);
    if (seen_ < period_) {
      seen_ += 1;
      return std::nullopt;
    }
    return std::log(sample / past);
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
