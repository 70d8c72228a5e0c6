#pragma once

#include <algorithm>

#include "orders/order_request.hpp"

namespace tw::strategy::exits {

/// What an exit rule sees of a position at a bar's close. Rules answer from it alone, so the same
/// position gives the same answer.
///
/// Units: prices of the instrument; `atr` and `entry_atr` are 0 while there is none.
struct Held {
  Side side = Side::Buy;    ///< That opened it: Buy is long.
  double entry = 0.0;       ///< Price of the fill.
  double best = 0.0;        ///< The farthest that a bar reached in its favour.
  double best_close = 0.0;  ///< The best close, the entry included.
  double atr = 0.0;
  double entry_atr = 0.0;  ///< As it was when the entry was decided.
  int bars = 0;            ///< How many closes it has seen, this one included.
};

/// Returns the price that lies `distance` against the position from `price`.
constexpr double against(Side side, double price, double distance) {
  return side == Side::Buy ? price - distance : price + distance;
}
/// Returns the price that lies `distance` in the position's favour from `price`.
constexpr double in_favour(Side side, double price, double distance) {
  return against(side, price, -distance);
}
/// Whether a stop at `a` gives up less than one at `b`.
constexpr bool is_tighter(Side side, double a, double b) {
  return side == Side::Buy ? a > b : a < b;
}
/// Returns the one of two prices that is better for the position.
constexpr double better(Side side, double a, double b) {
  return side == Side::Buy ? std::max(a, b) : std::min(a, b);
}

}  // namespace tw::strategy::exits
