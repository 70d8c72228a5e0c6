#pragma once

#include <optional>

#include "indicators/lag.hpp"

namespace tw::indicators {

/// Momentum: the sample minus the one `period` samples ago.
///
/// Units:  those of the samples.
/// Source: TA-Lib `MOM`; golden column MOM_10.
class Momentum {
 public:
  /// Requires `period >= 1`.
  explicit Momentum(int period) : lag_{period} {}

  /// Feeds one sample; returns its change, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const auto past = lag_.update(sample);
    if (!past) return std::nullopt;
    return sample - *past;
  }

  int warmup() const { return lag_.warmup(); }
  void reset() { lag_.reset(); }

 private:
  Lag lag_;
};

}  // namespace tw::indicators
