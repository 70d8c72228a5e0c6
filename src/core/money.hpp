#pragma once

#include <cstdint>
#include <optional>

#include "core/fixed.hpp"
#include "core/rounding.hpp"

namespace tw::inline core {

inline constexpr std::int64_t kDecimals8 = 100'000'000;

struct PriceUnit {
  static constexpr const char* kName = "a price";
};
struct QuantityUnit {
  static constexpr const char* kName = "a quantity";
};
struct MoneyUnit {
  static constexpr const char* kName = "an amount of money";
};
struct VolumeUnit {
  static constexpr const char* kName = "a volume";
};

/// What one unit of an instrument costs. Units: 1e-8 of the instrument's currency.
using Price = Fixed<PriceUnit, kDecimals8>;
/// How much of an instrument; negative is short. Units: 1e-8 of a share, contract or coin.
using Quantity = Fixed<QuantityUnit, kDecimals8>;
/// An amount of one currency. Units: 1e-8 of it.
using Money = Fixed<MoneyUnit, kDecimals8>;
/// What a market traded in a bar; never negative. Units: 1e-4 of a share.
using Volume = Fixed<VolumeUnit, 10'000>;

/// Returns `price × quantity`, or nothing when it leaves the range of Money.
constexpr std::optional<Money> checked_notional(Price price, Quantity quantity, Rounding rounding) {
  // Whole quantities are nearly all there are, and need neither 128 bits nor rounding.
  if (quantity.is_whole()) {
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(price.raw(), quantity.raw() / kDecimals8, &raw)) return std::nullopt;
    return Money::from_raw(raw);
  }
  const auto raw =
      divide_rounded(Wide{price.raw()} * Wide{quantity.raw()}, Wide{kDecimals8}, rounding);
  if (!raw) return std::nullopt;
  return Money::from_raw(*raw);
}

/// Returns `price × quantity`. Stops the process when that leaves the range of Money.
constexpr Money notional(Price price, Quantity quantity, Rounding rounding) {
  const auto product = checked_notional(price, quantity, rounding);
  if (!product) arithmetic_overflowed(MoneyUnit::kName);
  return *product;
}

/// Returns `amount × numerator / denominator`, for splitting an amount by a ratio of like things.
/// Requires `denominator > 0`. Stops the process when the result leaves the range.
template <class Unit, std::int64_t kScale>
constexpr Fixed<Unit, kScale> scaled(Fixed<Unit, kScale> amount, std::int64_t numerator,
                                     std::int64_t denominator, Rounding rounding) {
  TW_ASSERT(denominator > 0);
  const auto raw =
      divide_rounded(Wide{amount.raw()} * Wide{numerator}, Wide{denominator}, rounding);
  if (!raw) arithmetic_overflowed(Unit::kName);
  return Fixed<Unit, kScale>::from_raw(*raw);
}

}  // namespace tw::inline core
