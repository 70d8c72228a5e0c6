#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {

struct DirectionalMovementValue {
  double plus = 0.0;        ///< Smoothed reach above the previous highs.
  double minus = 0.0;       ///< Smoothed reach below the previous lows.
  double true_range = 0.0;  ///< Smoothed true range, on the same scale.
};

/// Directional movement: Wilder sums of how far bars reach beyond the bar before them.
///
/// A bar counts for one side only, the one on which it reaches further, and for none at a tie.
/// Seeded with the sum of the first `period - 1` movements.
///
/// Units:  those of the prices, summed over about `period` bars.
/// Source: TA-Lib `PLUS_DM`, `MINUS_DM` (Wilder 1978); golden columns PLUS_DM_14, MINUS_DM_14.
class DirectionalMovement {
 public:
  /// Requires `period >= 2`.
  explicit DirectionalMovement(int period) : period_{period}, divisor_{double(period)} {
    TW_ASSERT(period >= 2);
  }

  /// Feeds one bar; returns the sums, or nothing until `period` bars are in.
  std::optional<DirectionalMovementValue> update(const Candle& candle) {
    const double up = candle.high - previous_.high;
    const double down = previous_.low - candle.low;
    const double range = true_range_of(candle, previous_.close);
    previous_ = candle;
    if (seen_ < period_) seen_ += 1;
    if (seen_ == 1) return std::nullopt;  // The first bar has none before it.
    if (is_seeded_) decay();
    sums_.true_range += range;
    if (down > 0.0 && down > up) sums_.minus += down;
    if (up > 0.0 && up > down) sums_.plus += up;
    if (seen_ < period_) return std::nullopt;
    is_seeded_ = true;
    return sums_;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    seen_ = 0;
    is_seeded_ = false;
    previous_ = {};
    sums_ = {};
  }

 private:
  void decay() {
    sums_.plus -= sums_.plus / divisor_;
    sums_.minus -= sums_.minus / divisor_;
    sums_.true_range -= sums_.true_range / divisor_;
  }

  // Constant after construction.
  int period_;
  double divisor_;

  // Moves with every bar.
  int seen_ = 0;
  bool is_seeded_ = false;
  Candle previous_;
  DirectionalMovementValue sums_;
};

}  // namespace tw::indicators
