#pragma once

#include <optional>

#include "strategy/exits/held.hpp"

namespace tw::strategy::exits {

/// A stop that stays `multiple` true ranges from the entry, as wide as the market was then.
///
/// Source: Wilder 1978, "New Concepts in Technical Trading Systems" (the volatility stop).
struct AtrStop {
  double multiple = 0.0;  ///< 0 is none.

  constexpr std::optional<double> level(const Held& held) const {
    if (multiple <= 0.0 || held.entry_atr <= 0.0) return std::nullopt;
    return against(held.side, held.entry, multiple * held.entry_atr);
  }
};

}  // namespace tw::strategy::exits
