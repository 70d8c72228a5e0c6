#pragma once

#include <optional>

#include "strategy/exits/held.hpp"

namespace tw::strategy::exits {

/// A stop that hangs `multiple` true ranges below the highest high since the entry (a short's above
/// the lowest low), as wide as the market is now.
///
/// Source: LeBeau, the Chandelier exit; Elder 2002, "Come Into My Trading Room", chapter 7.
struct Chandelier {
  double multiple = 0.0;  ///< 0 is none.

  constexpr std::optional<double> level(const Held& held) const {
    if (multiple <= 0.0 || held.atr <= 0.0) return std::nullopt;
    return against(held.side, held.best, multiple * held.atr);
  }
};

}  // namespace tw::strategy::exits
