#pragma once

#include <cmath>
#include <optional>

#include "core/assert.hpp"
#include "indicators/wma.hpp"

namespace tw::indicators {

/// Hull moving average: WMA over sqrt(period) of twice the half-period WMA less the full one.
///
/// Half and root are rounded down.
///
/// Units:  those of the samples.
/// Source: pandas-ta `hma`, TTR `HMA` (Hull 2005); golden columns HMA_16, TTR_HMA_16.
class Hma {
 public:
  /// Requires `period >= 2`.
  explicit Hma(int period)
      : half_{checked(period) / 2}, full_{period}, smooth_{static_cast<int>(std::sqrt(period))} {}

  /// Feeds one sample; returns the average, or nothing until it is warm.
  std::optional<double> update(double sample) {
    const std::optional<double> half = half_.update(sample);
    const std::optional<double> full = full_.update(sample);
    if (!half || !full) return std::nullopt;
    return smooth_.update(2.0 * *half - *full);
  }

  int warmup() const { return full_.warmup() + smooth_.warmup(); }
  void reset() {
    half_.reset();
    full_.reset();
    smooth_.reset();
  }

 private:
  static int checked(int period) {
    TW_ASSERT(period >= 2);
    return period;
  }

  Wma half_;
  Wma full_;
  Wma smooth_;
};

}  // namespace tw::indicators
