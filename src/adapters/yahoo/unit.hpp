#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/currency.hpp"
#include "core/money.hpp"

namespace tw::adapters::yahoo {

/// What Yahoo's prices of one symbol are counted in: "GBp" is a hundredth of a pound.
struct PriceUnit {
  Currency currency;
  bool is_hundredth = false;
};

/// Reads a currency as Yahoo writes it: "USD", "GBp" and "GBX", "ZAc", "ILA".
PriceUnit price_unit(std::string_view word);

/// Returns the price in whole units.
Price in_whole_units(Price price, PriceUnit unit);

/// Returns what was meant by a price that went through 32 bits of floating point on its way:
/// 164.97999573 was 164.98. Kept are as many decimals as a float of its size can tell apart.
Price without_float_noise(Price price);

/// Digits a price may have before it is taken for a widened float.
inline constexpr std::size_t kPlainDigitsMax = 10;

}  // namespace tw::adapters::yahoo
