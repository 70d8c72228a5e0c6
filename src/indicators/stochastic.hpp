#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/extreme.hpp"
#include "indicators/sma.hpp"

namespace tw::indicators {

struct StochasticPeriods {
  int fast_k = 14;
  int slow_k = 3;  ///< 1 gives the fast stochastic.
  int slow_d = 3;
};

struct StochasticValue {
  double k = 0.0;  ///< %K smoothed over `slow_k`.
  double d = 0.0;  ///< The average of `k` over `slow_d`.
};

/// Stochastic oscillator: where the close lies in the range of the last `fast_k` bars.
///
/// Smoothed with simple averages. A range of zero reads 0.
///
/// Units:  0 to 100.
/// Source: TA-Lib `STOCH`, `STOCHF` with simple averages; golden columns STOCH*_14_3*.
class Stochastic {
 public:
  /// Requires every period to be at least 1.
  explicit Stochastic(StochasticPeriods periods = {})
      : highest_{periods.fast_k},
        lowest_{periods.fast_k},
        slow_k_{periods.slow_k},
        slow_d_{periods.slow_d} {}

  /// Feeds one bar; returns both lines, or nothing until %D exists.
  std::optional<StochasticValue> update(const Candle& candle) {
    const std::optional<double> highest = highest_.update(candle.high);
    const std::optional<double> lowest = lowest_.update(candle.low);
    if (!highest || !lowest) return std::nullopt;
    const double percent = (*highest - *lowest) / 100.0;
    const double fast_k = percent != 0.0 ? (candle.close - *lowest) / percent : 0.0;
    const std::optional<double> k = slow_k_.update(fast_k);
    if (!k) return std::nullopt;
    const std::optional<double> d = slow_d_.update(*k);
    if (!d) return std::nullopt;
    return StochasticValue{.k = *k, .d = *d};
  }

  int warmup() const { return highest_.warmup() + slow_k_.warmup() + slow_d_.warmup(); }
  void reset() {
    highest_.reset();
    lowest_.reset();
    slow_k_.reset();
    slow_d_.reset();
  }

 private:
  Highest highest_;
  Lowest lowest_;
  Sma slow_k_;
  Sma slow_d_;
};

}  // namespace tw::indicators
