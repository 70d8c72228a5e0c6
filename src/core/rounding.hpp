#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace tw::inline core {

/// How a division that does not come out even is settled. Named at every call.
enum class Rounding : std::uint8_t {
  HalfEven,    ///< To nearest; ties to the even neighbour. The default of accounting.
  HalfAway,    ///< To nearest; ties away from zero.
  TowardZero,  ///< Truncates.
  Down,        ///< Toward minus infinity.
  Up,          ///< Toward plus infinity.
};

/// A 128-bit product. Never leaves this folder's arithmetic.
// NOLINTNEXTLINE(modernize-use-using): `__extension__` marks a typedef only.
__extension__ typedef __int128 Wide;

namespace detail {

/// Divides in the width of `Integer`; a quotient of 64-bit numbers costs a tenth of a 128-bit one.
template <class Integer>
constexpr Integer divide_rounded_as(Integer numerator, Integer denominator, Rounding rounding) {
  Integer quotient = numerator / denominator;
  const Integer remainder = numerator - quotient * denominator;
  if (remainder == 0) return quotient;
  const bool negative = numerator < 0;
  const Integer away = negative ? -1 : 1;
  const Integer size = negative ? -remainder : remainder;
  const Integer rest = denominator - size;  // Compared with `size` this is twice the remainder.
  switch (rounding) {
    case Rounding::TowardZero:
      break;
    case Rounding::Down:
      quotient += negative ? -1 : 0;
      break;
    case Rounding::Up:
      quotient += negative ? 0 : 1;
      break;
    case Rounding::HalfAway:
      quotient += size >= rest ? away : 0;
      break;
    case Rounding::HalfEven:
      if (size > rest || (size == rest && quotient % 2 != 0)) quotient += away;
      break;
  }
  return quotient;
}

constexpr bool fits_64(Wide value) {
  return value <= std::numeric_limits<std::int64_t>::max() &&
         value >= std::numeric_limits<std::int64_t>::min();
}

}  // namespace detail

/// Returns `numerator / denominator` rounded as named, or nothing when it does not fit 64 bits.
/// Requires `denominator > 0`.
constexpr std::optional<std::int64_t> divide_rounded(Wide numerator, Wide denominator,
                                                     Rounding rounding) {
  if (detail::fits_64(numerator) && detail::fits_64(denominator)) {
    return detail::divide_rounded_as(static_cast<std::int64_t>(numerator),
                                     static_cast<std::int64_t>(denominator), rounding);
  }
  const Wide quotient = detail::divide_rounded_as(numerator, denominator, rounding);
  if (!detail::fits_64(quotient)) return std::nullopt;
  return static_cast<std::int64_t>(quotient);
}

}  // namespace tw::inline core
