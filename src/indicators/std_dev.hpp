#pragma once

#include <cmath>
#include <optional>

#include "indicators/moments.hpp"
#include "indicators/near_zero.hpp"

namespace tw::indicators {

/// Returns the root of a running variance; 0 where that is rounding noise.
inline double deviation_of(double variance) {
  return std::sqrt(is_near_zero_or_negative(variance) ? 0.0 : variance);
}

/// Population standard deviation of the last `period` samples.
///
/// Units:  those of the samples.
/// Source: TA-Lib `STDDEV` with one deviation; golden column STDDEV_20.
class StdDev {
 public:
  /// Requires `period >= 1`.
  explicit StdDev(int period) : moments_{period} {}

  /// Feeds one sample; returns the deviation, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<MomentsValue> moments = moments_.update(sample);
    if (!moments) return std::nullopt;
    return deviation_of(moments->variance);
  }

  int warmup() const { return moments_.warmup(); }
  void reset() { moments_.reset(); }

 private:
  Moments moments_;
};

}  // namespace tw::indicators
