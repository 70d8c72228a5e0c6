#pragma once

#include <algorithm>
#include <optional>

#include "core/assert.hpp"
#include "indicators/candle.hpp"

namespace tw::indicators {

/// Parabolic stop and reverse: a stop that closes in on the trend ever faster until it is hit.
///
/// The first direction is down where the second bar reaches further below the first than above it,
/// else up. The stop never enters the range of the last two bars.
///
/// Units:  those of the prices.
/// Source: TA-Lib `SAR` (Wilder 1978); golden column SAR_0.02_0.2.
class ParabolicSar {
 public:
  /// Requires `0 <= acceleration`, `0 <= maximum`; a larger acceleration counts as the maximum.
  ParabolicSar(double acceleration, double maximum)
      : step_{std::min(acceleration, maximum)}, maximum_{maximum} {
    TW_ASSERT(acceleration >= 0.0 && maximum >= 0.0);
  }

  /// Feeds one bar; returns the stop that holds for it, or nothing for the first.
  std::optional<double> update(const Candle& candle) {
    if (seen_ < 2) seen_ += 1;
    if (seen_ == 1) {
      previous_ = candle;
      return std::nullopt;
    }
    if (!has_direction_) start(candle);
    const double held = is_long_ ? hold_long(candle) : hold_short(candle);
    previous_ = candle;
    return held;
  }

  int warmup() const { return 1; }
  void reset() {
    seen_ = 0;
    has_direction_ = false;
    previous_ = {};
  }

 private:
  void start(const Candle& candle) {
    const double up = candle.high - previous_.high;
    const double down = previous_.low - candle.low;
    is_long_ = !(down > 0.0 && up < down);
    extreme_ = is_long_ ? candle.high : candle.low;
    stop_ = is_long_ ? previous_.low : previous_.high;
    factor_ = step_;
    has_direction_ = true;
    previous_ = candle;  // The source bounds the first stop by this bar alone.
  }

  double hold_long(const Candle& candle) {
    if (candle.low <= stop_) return turn(candle);
    const double held = stop_;
    if (candle.high > extreme_) {
      extreme_ = candle.high;
      factor_ = std::min(factor_ + step_, maximum_);
    }
    stop_ = below(stop_ + factor_ * (extreme_ - stop_), candle);
    return held;
  }

  double hold_short(const Candle& candle) {
    if (candle.high >= stop_) return turn(candle);
    const double held = stop_;
    if (candle.low < extreme_) {
      extreme_ = candle.low;
      factor_ = std::min(factor_ + step_, maximum_);
    }
    stop_ = above(stop_ + factor_ * (extreme_ - stop_), candle);
    return held;
  }

  /// Changes sides; the answer is the extreme of the trend that ended.
  double turn(const Candle& candle) {
    is_long_ = !is_long_;
    factor_ = step_;
    const double held = is_long_ ? below(extreme_, candle) : above(extreme_, candle);
    extreme_ = is_long_ ? candle.high : candle.low;
    const double next = held + factor_ * (extreme_ - held);
    stop_ = is_long_ ? below(next, candle) : above(next, candle);
    return held;
  }

  double below(double stop, const Candle& candle) const {
    return std::min({stop, previous_.low, candle.low});
  }
  double above(double stop, const Candle& candle) const {
    return std::max({stop, previous_.high, candle.high});
  }

  // Moves with every bar.
  int seen_ = 0;
  bool has_direction_ = false;
  bool is_long_ = false;
  double stop_ = 0.0;
  double extreme_ = 0.0;
  double factor_ = 0.0;
  Candle previous_;

  // Constant after construction.
  double step_;
  double maximum_;
};

}  // namespace tw::indicators
