#pragma once

#include <optional>

#include "indicators/near_zero.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/wilder_changes.hpp"

namespace tw::indicators {

struct StochasticRsiPeriods {
  int rsi = 14;
  int fast_k = 5;
  int fast_d = 3;
};

/// Fast stochastic of the RSI: where RSI lies in its own range of late.
///
/// Where closes stand still the RSI moves by rounding alone, and its range is made of that: the RSI
/// inside is TA-Lib's to the last bit, so that this noise is the same.
///
/// Units:  0 to 100.
/// Source: TA-Lib `STOCHRSI` with simple averages (Chande 1994); golden columns STOCHRSI_*.
class StochasticRsi {
 public:
  /// Requires every period to be at least 1.
  explicit StochasticRsi(StochasticRsiPeriods periods = {})
      : changes_{periods.rsi},
        stochastic_{{.fast_k = periods.fast_k, .slow_k = 1, .slow_d = periods.fast_d}} {}

  /// Feeds one sample; returns both lines, or nothing until %D exists.
  std::optional<StochasticValue> update(double sample) {
    if (!changes_.update(sample)) return std::nullopt;
    const double movement = changes_.gain() + changes_.loss();
    const double rsi = is_near_zero(movement) ? 0.0 : 100.0 * (changes_.gain() / movement);
    return stochastic_.update(Candle{.high = rsi, .low = rsi, .close = rsi});
  }

  int warmup() const { return changes_.warmup() + stochastic_.warmup(); }
  void reset() {
    changes_.reset();
    stochastic_.reset();
  }

 private:
  WilderChanges changes_;
  Stochastic stochastic_;
};

}  // namespace tw::indicators
