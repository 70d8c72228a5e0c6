#pragma once

#include "strategy/exits/held.hpp"

namespace tw::strategy::exits {

/// Gives a position so many closes, that of the fill's bar being the first, and then closes it at
/// market.
///
/// Source: Kaufman 2013, "Trading Systems and Methods", chapter 23.
struct TimeStop {
  int bars = 0;  ///< 0 is none.

  constexpr bool is_due(const Held& held) const { return bars > 0 && held.bars >= bars; }
};

}  // namespace tw::strategy::exits
