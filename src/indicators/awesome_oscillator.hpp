#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/candle.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Awesome oscillator: the short mean of the bars' middles less the long one.
///
/// Units:  those of the prices.
/// Source: `ta` AwesomeOscillatorIndicator (Williams 1995); golden column AO_5_34.
class AwesomeOscillator {
 public:
  /// Requires `1 <= fast_period <= slow_period`.
  AwesomeOscillator(int fast_period, int slow_period)
      : fast_{fast_period},
        slow_{slow_period},
        fast_count_{double(fast_period)},
        slow_count_{double(slow_period)} {
    TW_ASSERT(fast_period <= slow_period);
  }

  /// Feeds one bar; returns the oscillator, or nothing until the slow window is full.
  std::optional<double> update(const Candle& candle) {
    const double middle = 0.5 * (candle.high + candle.low);
    const std::optional<double> fast = fast_.update(middle);
    const std::optional<double> slow = slow_.update(middle);
    if (!fast || !slow) return std::nullopt;
    return *fast / fast_count_ - *slow / slow_count_;
  }

  int warmup() const { return slow_.warmup(); }
  void reset() {
    fast_.reset();
    slow_.reset();
  }

 private:
  WindowSum fast_;
  WindowSum slow_;

  // Constant after construction.
  double fast_count_;
  double slow_count_;
};

}  // namespace tw::indicators
