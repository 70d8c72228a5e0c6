#pragma once

#include <cstdint>

#include "core/money.hpp"

namespace tw::portfolio {

/// Returns `price × quantity × multiplier`, where price × quantity is rounded half-even. Signed
/// like the quantity. Stops the process when it leaves the range of Money.
constexpr Money value_of(Price price, Quantity quantity, std::int32_t multiplier) {
  return notional(price, quantity, Rounding::HalfEven) * multiplier;
}

/// What a quantity is worth at a price: `value_of`, with all that hangs on the quantity reckoned
/// once. A holding changes with its fills, its price with every bar.
class Worth {
 public:
  constexpr Worth() = default;
  constexpr Worth(Quantity quantity, std::int32_t multiplier)
      : quantity_{quantity}, multiplier_{multiplier} {
    // Of whole units, which nearly all are, a value is one product.
    const std::int64_t units = quantity.raw() / Quantity::kScale;
    is_whole_ = quantity.is_whole() && !__builtin_mul_overflow(units, multiplier, &units_);
  }

  constexpr Money at(Price price) const {
    if (!is_whole_) [[unlikely]]
      return value_of(price, quantity_, multiplier_);
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(price.raw(), units_, &raw)) arithmetic_overflowed(MoneyUnit::kName);
    return Money::from_raw(raw);
  }

 private:
  Quantity quantity_;
  std::int32_t multiplier_ = 1;
  bool is_whole_ = true;
  std::int64_t units_ = 0;  ///< quantity × multiplier in whole units, where it is that.
};

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
