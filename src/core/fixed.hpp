#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>

#include "core/assert.hpp"
#include "core/rounding.hpp"

namespace tw::inline core {

/// A whole number of `1 / kScale` of one unit: exact, ordered, never wrapping.
///
/// `Unit` is a tag, so that amounts of two kinds neither add nor compare. Sums that leave 64 bits
/// stop the process (`arithmetic_overflowed`); use `checked_add` where input decides the size.
template <class Unit, std::int64_t kUnitScale>
class Fixed {
 public:
  static constexpr std::int64_t kScale = kUnitScale;

  constexpr Fixed() = default;

  static constexpr Fixed from_raw(std::int64_t raw) { return Fixed{raw}; }
  static constexpr Fixed max() { return Fixed{std::numeric_limits<std::int64_t>::max()}; }

  /// Returns `count` whole units.
  static constexpr Fixed whole(std::int64_t count) {
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(count, kScale, &raw)) arithmetic_overflowed(Unit::kName);
    return Fixed{raw};
  }

  /// Returns the nearest amount, ties to even, or nothing when not finite or out of range.
  static std::optional<Fixed> from_double(double value) {
    const double scaled = std::nearbyint(value * static_cast<double>(kScale));
    if (!(scaled > -9.2233720368547e18 && scaled < 9.2233720368547e18)) return std::nullopt;
    return Fixed{static_cast<std::int64_t>(scaled)};
  }

  constexpr std::int64_t raw() const { return raw_; }
  constexpr bool is_whole() const { return raw_ % kScale == 0; }

  /// The crossing from exact to approximate. Correctly rounded below 2^53 raw units.
  constexpr double as_double() const {
    return static_cast<double>(raw_) / static_cast<double>(kScale);
  }

  constexpr Fixed operator-() const {
    if (raw_ == std::numeric_limits<std::int64_t>::min()) arithmetic_overflowed(Unit::kName);
    return Fixed{-raw_};
  }
  constexpr Fixed& operator+=(Fixed other) {
    if (__builtin_add_overflow(raw_, other.raw_, &raw_)) arithmetic_overflowed(Unit::kName);
    return *this;
  }
  constexpr Fixed& operator-=(Fixed other) {
    if (__builtin_sub_overflow(raw_, other.raw_, &raw_)) arithmetic_overflowed(Unit::kName);
    return *this;
  }
  friend constexpr Fixed operator+(Fixed a, Fixed b) { return a += b; }
  friend constexpr Fixed operator-(Fixed a, Fixed b) { return a -= b; }
  friend constexpr Fixed operator*(Fixed a, std::int64_t count) {
    if (__builtin_mul_overflow(a.raw_, count, &a.raw_)) arithmetic_overflowed(Unit::kName);
    return a;
  }
  friend constexpr auto operator<=>(Fixed, Fixed) = default;

 private:
  explicit constexpr Fixed(std::int64_t raw) : raw_{raw} {}

  std::int64_t raw_ = 0;
};

/// Returns the sum, or nothing when it leaves the range.
template <class Unit, std::int64_t kScale>
constexpr std::optional<Fixed<Unit, kScale>> checked_add(Fixed<Unit, kScale> a,
                                                         Fixed<Unit, kScale> b) {
  std::int64_t raw = 0;
  if (__builtin_add_overflow(a.raw(), b.raw(), &raw)) return std::nullopt;
  return Fixed<Unit, kScale>::from_raw(raw);
}

/// Returns the amount without its sign.
template <class Unit, std::int64_t kScale>
constexpr Fixed<Unit, kScale> magnitude(Fixed<Unit, kScale> a) {
  return a.raw() < 0 ? -a : a;
}

}  // namespace tw::inline core
