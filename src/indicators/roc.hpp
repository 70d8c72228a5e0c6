#pragma once

#include <optional>

#include "indicators/lag.hpp"

namespace tw::indicators {

/// Rate of change against the sample `period` samples ago. Against a zero it reads 0.
///
/// Units:  percent.
/// Source: TA-Lib `ROC`; golden column ROC_10.
class Roc {
 public:
  /// Requires `period >= 1`.
  explicit Roc(int period) : lag_{period} {}

  /// Feeds one sample; returns its rate of change, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const auto past = lag_.update(sample);
    if (!past) return std::nullopt;
    return *past == 0.0 ? 0.0 : (sample / *past - 1.0) * 100.0;
  }

  int warmup() const { return lag_.warmup(); }
  void reset() { lag_.reset(); }

 private:
  Lag lag_;
};

}  // namespace tw::indicators
