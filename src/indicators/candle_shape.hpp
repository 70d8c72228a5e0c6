#pragma once

#include <algorithm>
#include <cmath>

#include "indicators/candle.hpp"

namespace tw::indicators {

// What the candlestick patterns call the parts of one candle, and the gaps between two.

/// Returns whether the candle closed no lower than it opened; one without a body counts as white.
inline bool is_white(const Candle& candle) { return candle.close >= candle.open; }
inline bool is_black(const Candle& candle) { return !is_white(candle); }
/// Returns +1 for a white candle and -1 for a black one.
inline int colour(const Candle& candle) { return is_white(candle) ? 1 : -1; }

inline double body(const Candle& candle) { return std::fabs(candle.close - candle.open); }
inline double body_top(const Candle& candle) { return std::max(candle.open, candle.close); }
inline double body_bottom(const Candle& candle) { return std::min(candle.open, candle.close); }
inline double upper_shadow(const Candle& candle) { return candle.high - body_top(candle); }
inline double lower_shadow(const Candle& candle) { return body_bottom(candle) - candle.low; }
inline double length(const Candle& candle) { return candle.high - candle.low; }

/// Returns whether the body stands wholly above that of `earlier`; shadows may overlap.
inline bool body_gaps_up(const Candle& candle, const Candle& earlier) {
  return body_bottom(candle) > body_top(earlier);
}
inline bool body_gaps_down(const Candle& candle, const Candle& earlier) {
  return body_top(candle) < body_bottom(earlier);
}
/// Returns whether the whole candle, shadows too, stands above `earlier`.
inline bool gaps_up(const Candle& candle, const Candle& earlier) {
  return candle.low > earlier.high;
}
inline bool gaps_down(const Candle& candle, const Candle& earlier) {
  return candle.high < earlier.low;
}

/// Returns whether `price` lies inside the body of `candle`, off both its ends.
inline bool inside_body(double price, const Candle& candle) {
  return price > body_bottom(candle) && price < body_top(candle);
}
/// Returns whether the body lies inside that of `outer`, touching neither end.
inline bool body_inside(const Candle& candle, const Candle& outer) {
  return body_top(candle) < body_top(outer) && body_bottom(candle) > body_bottom(outer);
}
/// Returns whether `price` is no further than `reach` from `level`.
inline bool is_within(double price, double level, double reach) {
  return price >= level - reach && price <= level + reach;
}

}  // namespace tw::indicators
