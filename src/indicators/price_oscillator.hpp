#pragma once

#include <algorithm>
#include <optional>

#include "indicators/ema.hpp"
#include "indicators/near_zero.hpp"

namespace tw::indicators {

struct PriceOscillatorValue {
  double absolute = 0.0;  ///< Fast average minus slow average (APO).
  double percent = 0.0;   ///< The same in percent of the slow average (PPO).
};

/// Gap of two EMAs, each seeded on its own first samples, so it differs from MACD at first.
///
/// Units:  those of the samples, and percent.
/// Source: TA-Lib `APO`, `PPO` with EMAs; golden columns APO_EMA_12_26, PPO_EMA_12_26.
class PriceOscillator {
 public:
  /// Requires both periods to be at least 1; the smaller is the fast one.
  PriceOscillator(int one_period, int other_period)
      : fast_{std::min(one_period, other_period)}, slow_{std::max(one_period, other_period)} {}

  /// Feeds one sample; returns the gap, or nothing until the slow average exists.
  std::optional<PriceOscillatorValue> update(double sample) {
    const std::optional<double> fast = fast_.update(sample);
    const std::optional<double> slow = slow_.update(sample);
    if (!fast || !slow) return std::nullopt;
    const double gap = *fast - *slow;
    return PriceOscillatorValue{.absolute = gap,
                                .percent = is_near_zero(*slow) ? 0.0 : gap / *slow * 100.0};
  }

  int warmup() const { return slow_.warmup(); }
  void reset() {
    fast_.reset();
    slow_.reset();
  }

 private:
  Ema fast_;
  Ema slow_;
};

}  // namespace tw::indicators
