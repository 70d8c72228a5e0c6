#pragma once

#include <cstdint>
#include <optional>

#include "strategy/exits/held.hpp"

namespace tw::strategy::exits {

/// A stop that follows the best close at a fixed distance: an amount, a part of that close, or so
/// many true ranges of the time of the entry.
///
/// Source: Kaufman 2013, "Trading Systems and Methods", chapter 23.
struct TrailingStop {
  enum class By : std::uint8_t { Amount, Percent, Atr };
  By by = By::Percent;
  double distance = 0.0;  ///< 0 is none.

  constexpr std::optional<double> level(const Held& held) const {
    const double away = distance * unit(held);
    if (away <= 0.0) return std::nullopt;
    return against(held.side, held.best_close, away);
  }

 private:
  constexpr double unit(const Held& held) const {
    switch (by) {
      case By::Amount:
        return 1.0;
      case By::Percent:
        return held.best_close;
      case By::Atr:
        return held.entry_atr;
    }
    return 0.0;
  }
};

}  // namespace tw::strategy::exits
