#pragma once

#include <cstdint>

#include "core/money.hpp"

namespace tw::portfolio {

/// Returns `price × quantity × multiplier`, rounded once, half-even. Signed like the quantity.
/// Stops the process when that leaves the range of Money.
constexpr Money value_of(Price price, Quantity quantity, std::int32_t multiplier) {
  if (multiplier == 1) return notional(price, quantity, Rounding::HalfEven);
  Wide product = Wide{price.raw()} * Wide{quantity.raw()};
  if (__builtin_mul_overflow(product, Wide{multiplier}, &product)) {
    arithmetic_overflowed(MoneyUnit::kName);
  }
  const auto raw = divide_rounded(product, Wide{kDecimals8}, Rounding::HalfEven);
  if (!raw) arithmetic_overflowed(MoneyUnit::kName);
  return Money::from_raw(*raw);
}

/// Takes the share of `rest` that belongs to `part` out of the quantity `of`, half-even, and
/// leaves the remainder in `rest`. Taking part after part until none is left takes all of it:
/// whatever rounding withheld goes to the last part, so no unit is made or lost.
/// Requires `part` and `of` of one sign, `part` not the larger.
template <class Amount>
constexpr Amount take_share(Amount& rest, Quantity part, Quantity of) {
  const Amount share =
      part == of ? rest
                 : scaled(rest, magnitude(part).raw(), magnitude(of).raw(), Rounding::HalfEven);
  rest -= share;
  return share;
}

}  // namespace tw::portfolio
