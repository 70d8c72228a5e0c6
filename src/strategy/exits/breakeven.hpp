#pragma once

#include <optional>

#include "strategy/exits/held.hpp"

namespace tw::strategy::exits {

/// A stop at the entry's price, once the market has been so far in the position's favour.
///
/// Source: Tharp 1998, "Trade Your Way to Financial Freedom", chapter 10.
struct Breakeven {
  double gain = 0.0;  ///< Units: a fraction of the entry price; 0 is none.

  constexpr std::optional<double> level(const Held& held) const {
    if (gain <= 0.0) return std::nullopt;
    const double from = in_favour(held.side, held.entry, gain * held.entry);
    if (is_tighter(held.side, from, held.best)) return std::nullopt;  // Not there yet.
    return held.entry;
  }
};

}  // namespace tw::strategy::exits
