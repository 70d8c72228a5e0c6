#pragma once

#include "strategy/exits/held.hpp"

namespace tw::strategy::exits {

/// Takes a position off in equal parts, each `step` of the entry price further than the last.
///
/// Source: Tharp 1998, "Trade Your Way to Financial Freedom", chapter 10 (multiple exits).
struct ProfitLadder {
  static constexpr int kRungs = 3;
  double step = 0.0;  ///< Units: a fraction of the entry price; 0 is none.

  constexpr bool is_on() const { return step > 0.0; }
  /// Returns the price of rung 1 to `kRungs`; a short's may be at or below zero, where none trades.
  constexpr double price(const Held& held, int rung) const {
    return in_favour(held.side, held.entry, rung * step * held.entry);
  }
};

}  // namespace tw::strategy::exits
