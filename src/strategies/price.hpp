#pragma once

#include "core/money.hpp"

namespace tw::strategies {

/// Returns `reference × (1 + change)` to the nearest 1e-8, or zero ("none") when `change` is 0.
inline Price moved(Price reference, double change) {
  if (change == 0.0) return {};
  return Price::from_double(reference.as_double() * (1.0 + change)).value_or(Price{});
}

/// Returns the highest price that is not above `value`, or zero where there is none.
///
/// For what falling prices reach, a buyer's limit or a stop below: they reach this price exactly
/// when they reach the value, so that rounding never fills what the value would not.
inline Price price_at_most(double value) {
  const Price nearest = Price::from_double(value).value_or(Price{});
  return nearest.as_double() > value ? Price::from_raw(nearest.raw() - 1) : nearest;
}

/// Returns the lowest price that is not below `value`, or zero where there is none: for what rising
/// prices reach, a seller's limit or a stop above.
inline Price price_at_least(double value) {
  const Price nearest = Price::from_double(value).value_or(Price{});
  return nearest.as_double() < value ? Price::from_raw(nearest.raw() + 1) : nearest;
}

}  // namespace tw::strategies
