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

/// Returns `numerator / denominator` rounded as named, or nothing when it does not fit 64 bits.
/// Requires `denominator > 0`.
constexpr std::optional<std::int64_t> divide_rounded(Wide numerator, Wide denominator,
                                                     Rounding rounding) {
  Wide quotient = numerator / denominator;
  const Wide remainder = numerator % denominator;
  if (remainder != 0) {
    const bool negative = numerator < 0;
    const Wide twice = (negative ? -remainder : remainder) * 2;
    const Wide away = negative ? -1 : 1;
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
        quotient += twice >= denominator ? away : 0;
        break;
      case Rounding::HalfEven:
        if (twice > denominator || (twice == denominator && quotient % 2 != 0)) quotient += away;
        break;
    }
  }
  if (quotient > std::numeric_limits<std::int64_t>::max() ||
      quotient < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(quotient);
}

}  // namespace tw::inline core
