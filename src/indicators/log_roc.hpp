#pragma once

#include <cmath>
#include <optional>

#include "indicators/lag.hpp"

namespace tw::indicators {

/// Logarithm of the sample over the one `period` samples ago: a continuous rate of change.
///
/// Units:  fraction.
/// Source: TTR `ROC`, type continuous; golden column TTR_ROC_14_log.
class LogRoc {
 public:
  /// Requires `period >= 1`.
  explicit LogRoc(int period) : lag_{period} {}

  /// Feeds one sample; returns its rate of change, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const auto past = lag_.update(sample);
    if (!past) return std::nullopt;
    return std::log(sample / *past);
  }

  int warmup() const { return lag_.warmup(); }
  void reset() { lag_.reset(); }

 private:
  Lag lag_;
};

}  // namespace tw::indicators
