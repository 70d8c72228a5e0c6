#pragma once

#include <cmath>
#include <optional>

#include "indicators/near_zero.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

struct VortexValue {
  double plus = 0.0;   ///< Reach of highs above the lows before them.
  double minus = 0.0;  ///< Reach of lows below the highs before them.
};

/// Vortex indicator: upward and downward reach against the true range over `period` bars.
///
/// A window without any range reads 1 and 1, no direction.
///
/// Source: `ta` VortexIndicator (Botes and Siepman 2010); golden columns VORTEX_*_14.
class Vortex {
 public:
  /// Requires `period >= 1`.
  explicit Vortex(int period) : plus_{period}, minus_{period}, range_{period} {}

  /// Feeds one bar; returns both, or nothing until `period + 1` bars are in.
  std::optional<VortexValue> update(const Candle& candle) {
    const Candle before = previous_;
    previous_ = candle;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const auto plus = plus_.update(std::fabs(candle.high - before.low));
    const auto minus = minus_.update(std::fabs(candle.low - before.high));
    const auto range = range_.update(true_range_of(candle, before.close));
    if (!plus || !minus || !range) return std::nullopt;
    if (is_near_zero(*range)) return VortexValue{.plus = 1.0, .minus = 1.0};
    return VortexValue{.plus = *plus / *range, .minus = *minus / *range};
  }

  int warmup() const { return range_.warmup() + 1; }
  void reset() {
    plus_.reset();
    minus_.reset();
    range_.reset();
    has_previous_ = false;
    previous_ = {};
  }

 private:
  WindowSum plus_;
  WindowSum minus_;
  WindowSum range_;
  bool has_previous_ = false;
  Candle previous_;
};

}  // namespace tw::indicators
