#pragma once

#include "core/money.hpp"

namespace tw::inline core {

struct RatioUnit {
  static constexpr const char* kName = "a ratio";
};
/// A rate or fraction, exact. Units: 1e-8, so 0.001 is 0.1 %.
using Ratio = Fixed<RatioUnit, kDecimals8>;

/// Returns `amount × ratio`. Stops the process when that leaves the range.
template <class Unit>
constexpr Fixed<Unit, kDecimals8> portion(Fixed<Unit, kDecimals8> amount, Ratio ratio,
                                          Rounding rounding) {
  if (ratio.raw() == kDecimals8) return amount;
  return scaled(amount, ratio.raw(), kDecimals8, rounding);
}

}  // namespace tw::inline core
