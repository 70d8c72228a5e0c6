#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/moments.hpp"
#include "indicators/std_dev.hpp"

namespace tw::indicators {

struct BollingerValue {
  double upper = 0.0;
  double middle = 0.0;
  double lower = 0.0;
};

/// Bollinger bands: a simple average with bands so many population deviations away.
///
/// Units:  those of the samples.
/// Source: TA-Lib `BBANDS` with simple averages; golden columns BB*_20_2.0.
class Bollinger {
 public:
  /// Requires `period >= 1` and `deviations >= 0`.
  Bollinger(int period, double deviations) : moments_{period}, deviations_{deviations} {
    TW_ASSERT(deviations >= 0.0);
  }

  /// Feeds one sample; returns the bands, or nothing until `period` samples are in.
  std::optional<BollingerValue> update(double sample) {
    const std::optional<MomentsValue> moments = moments_.update(sample);
    if (!moments) return std::nullopt;
    const double width = deviation_of(moments->variance) * deviations_;
    return BollingerValue{
        .upper = moments->mean + width, .middle = moments->mean, .lower = moments->mean - width};
  }

  int warmup() const { return moments_.warmup(); }
  void reset() { moments_.reset(); }

 private:
  Moments moments_;
  double deviations_;
};

}  // namespace tw::indicators
