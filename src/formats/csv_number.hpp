#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "core/decimal.hpp"
#include "formats/csv_error.hpp"

namespace tw::formats {

/// Reads a number field as people and programs write it: "1,234.50" in quotes, "$12.34", "1e-5".
///
/// Rounds half-even at `scale`, a power of ten. Errors: MissingField, NotANumber, Overflow.
std::expected<Decimal, RowFault> parse_number(std::string_view field, std::int64_t scale);

/// Returns true for what stands where nothing is known: blank, null, nan, NA, n/a, none, "-".
bool is_missing(std::string_view field);

inline constexpr std::int64_t kPowersOfTen[] = {1,       10,        100,        1'000,      10'000,
                                                100'000, 1'000'000, 10'000'000, 100'000'000};

/// Reads digits, a point and digits up to where `is_end` says, and stops behind them.
template <int kPlaces, class IsEnd>
const char* scan_number(const char* at, IsEnd&& is_end, std::int64_t& raw, std::uint32_t& rounded) {
  // Below 18 digits nothing overflows.
  constexpr std::ptrdiff_t kWholeMax = 18 - kPlaces;
  constexpr unsigned kNoDigit = 10;
  const auto digit = [&] {
    if (is_end(at)) return kNoDigit;
    return static_cast<unsigned>(static_cast<unsigned char>(*at)) - '0';
  };
  std::uint64_t value = 0;
  const char* const whole = at;
  for (; digit() < 10; ++at) value = value * 10 + digit();
  if (at == whole || at - whole > kWholeMax) return nullptr;
  if (is_end(at) || *at != '.') {
    raw = static_cast<std::int64_t>(value) * kPowersOfTen[kPlaces];
    return at;
  }
  ++at;
  const char* const fraction = at;
  const char* const kept_end = fraction + kPlaces;
  for (; at != kept_end && digit() < 10; ++at) value = value * 10 + digit();
  raw = static_cast<std::int64_t>(value) * kPowersOfTen[kPlaces - (at - fraction)];
  if (at != kept_end || digit() >= 10) return at;
  const unsigned next = digit();
  bool rest = false;
  for (++at; digit() < 10; ++at) rest = rest || digit() != 0;
  raw += next > 5 || (next == 5 && (rest || raw % 2 != 0)) ? 1 : 0;
  rounded += next != 0 || rest ? 1 : 0;
  return at;
}

/// Reads digits, a point and digits, and stops behind them; the quick way through nearly all
/// fields.
///
/// `kPlaces` decimals are kept, more are rounded half-even and counted in `rounded`. Returns
/// nullptr for any other form, which is `parse_number`'s then. Requires a byte that is not a digit
/// somewhere behind `at`, such as the line end.
template <int kPlaces>
const char* scan_number(const char* at, std::int64_t& raw, std::uint32_t& rounded) {
  return scan_number<kPlaces>(at, [](const char*) { return false; }, raw, rounded);
}

/// Reads a whole field of digits, a point and digits, with a sign or not, as `scan_number` does;
/// returns false for any other form. Reads nothing behind the field.
template <int kPlaces>
bool scan_field(std::string_view field, std::int64_t& raw, std::uint32_t& rounded) {
  if (field.empty() || field.back() == '.') return false;
  const bool is_negative = field.front() == '-';
  const char* const end = field.data() + field.size();
  std::uint32_t lost = 0;
  const char* const stop = scan_number<kPlaces>(
      field.data() + (is_negative ? 1 : 0), [end](const char* at) { return at == end; }, raw, lost);
  if (stop != end) return false;
  if (is_negative) raw = -raw;
  rounded += lost;
  return true;
}

}  // namespace tw::formats
