#pragma once

#include "core/money.hpp"

namespace tw::strategies {

/// Returns `reference × (1 + change)` to the nearest 1e-8, or zero ("none") when `change` is 0.
inline Price moved(Price reference, double change) {
  if (change == 0.0) return {};
  return Price::from_double(reference.as_double() * (1.0 + change)).value_or(Price{});
}

}  // namespace tw::strategies
