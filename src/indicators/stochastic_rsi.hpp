#pragma once

#include <optional>

#include "indicators/rsi.hpp"
#include "indicators/stochastic.hpp"

namespace tw::indicators {

struct StochasticRsiPeriods {
  int rsi = 14;
  int fast_k = 5;
  int fast_d = 3;
};

/// Fast stochastic of the RSI: where RSI lies in its own range of late.
///
/// Units:  0 to 100.
/// Source: TA-Lib `STOCHRSI` with simple averages (Chande 1994); golden columns STOCHRSI_*.
class StochasticRsi {
 public:
  /// Requires every period to be at least 1.
  explicit StochasticRsi(StochasticRsiPeriods periods = {})
      : rsi_{periods.rsi},
        stochastic_{{.fast_k = periods.fast_k, .slow_k = 1, .slow_d = periods.fast_d}} {}

  /// Feeds one sample; returns both lines, or nothing until %D exists.
  std::optional<StochasticValue> update(double sample) {
    const std::optional<double> rsi = rsi_.update(sample);
    if (!rsi) return std::nullopt;
    return stochastic_.update(Candle{.high = *rsi, .low = *rsi, .close = *rsi});
  }

  int warmup() const { return rsi_.warmup() + stochastic_.warmup(); }
  void reset() {
    rsi_.reset();
    stochastic_.reset();
  }

 private:
  Rsi rsi_;
  Stochastic stochastic_;
};

}  // namespace tw::indicators
