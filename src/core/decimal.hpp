#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "core/fixed.hpp"

namespace tw::inline core {

enum class DecimalError : std::uint8_t {
  Empty,       ///< No digits at all.
  NotANumber,  ///< A character that no decimal has, or `nan`, `inf`.
  OutOfRange,  ///< Does not fit 64 bits at this scale.
};

/// Says what is wrong, for a person: "not a number".
std::string_view describe(DecimalError error);

/// A decimal as an integer of 1/scale; `is_rounded` when digits beyond the scale were lost.
struct Decimal {
  std::int64_t raw = 0;
  bool is_rounded = false;
};

/// Parses the whole of `text`: sign, digits, point, exponent. Rounds half-even at `scale`,
/// a power of ten. Independent of locale. Never throws, never allocates.
std::expected<Decimal, DecimalError> parse_decimal(std::string_view text, std::int64_t scale);

/// Returns the shortest plain decimal of `raw / scale`: "-0.05", "12", never an exponent.
std::string format_decimal(std::int64_t raw, std::int64_t scale);

/// Parses a `Price`, `Quantity`, `Money` or `Volume`.
template <class Amount>
std::expected<Amount, DecimalError> parse(std::string_view text) {
  const auto decimal = parse_decimal(text, Amount::kScale);
  if (!decimal) return std::unexpected{decimal.error()};
  return Amount::from_raw(decimal->raw);
}

template <class Unit, std::int64_t kScale>
std::string to_string(Fixed<Unit, kScale> amount) {
  return format_decimal(amount.raw(), kScale);
}

}  // namespace tw::inline core
