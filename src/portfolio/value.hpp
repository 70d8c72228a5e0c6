#pragma once

#include <cstdint>

#include "core/money.hpp"

namespace tw::portfolio {

/// Returns `price × quantity × multiplier`, where price × quantity is rounded half-even. Signed
/// like the quantity. Stops the process when it leaves the range of Money.
constexpr Money value_of(Price price, Quantity quantity, std::int32_t multiplier) {
  return notional(price, quantity, Rounding::HalfEven) * multiplier;
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
