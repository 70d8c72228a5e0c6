#include "core/decimal.hpp"

#include <limits>

namespace tw::inline core {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Enough digits to fill 64 bits at any scale and decide a tie; more only set `rest`.
constexpr int kDigitsMax = 36;
constexpr int kExponentMax = 400;

/// The digits of a number, its point and whether anything non-zero was left off.
struct Digits {
  Wide value = 0;
  int exponent = 0;  // value × 10^exponent
  bool rest = false;
  bool any = false;
};

void take(Digits& digits, int& kept, char c, bool after_point) {
  digits.any = true;
  if (kept == 0 && c == '0') {
    if (after_point) digits.exponent -= 1;
    return;
  }
  if (kept < kDigitsMax) {
    digits.value = digits.value * 10 + (c - '0');
    kept += 1;
    if (after_point) digits.exponent -= 1;
    return;
  }
  digits.rest = digits.rest || c != '0';
  if (!after_point) digits.exponent += 1;
}

std::expected<int, DecimalError> parse_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::unexpected{DecimalError::NotANumber};
  int exponent = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::unexpected{DecimalError::NotANumber};
    if (exponent < kExponentMax) exponent = exponent * 10 + (c - '0');
  }
  return negative ? -exponent : exponent;
}

/// Rounds digits × 10^shift half-even to an integer.
std::expected<Decimal, DecimalError> round_to_integer(const Digits& digits, int shift,
                                                      bool negative) {
  Wide value = digits.value;
  bool rounded = digits.rest;
  for (; shift > 0 && value != 0; --shift) {
    value *= 10;
    if (value > Wide{std::numeric_limits<std::int64_t>::max()}) {
      return std::unexpected{DecimalError::OutOfRange};
    }
  }
  if (shift < -kDigitsMax - 1) {
    rounded = rounded || value != 0;
    value = 0;
  } else if (shift < 0) {
    Wide divisor = 1;
    for (; shift < 0; ++shift) divisor *= 10;
    const Wide remainder = value % divisor;
    const Wide half = divisor / 2;
    value /= divisor;
    const bool above = remainder > half || (remainder == half && digits.rest);
    const bool tie = remainder == half && !digits.rest;
    rounded = rounded || remainder != 0;
    if (above || (tie && value % 2 != 0)) value += 1;
  }
  if (value > Wide{std::numeric_limits<std::int64_t>::max()}) {
    return std::unexpected{DecimalError::OutOfRange};
  }
  const auto raw = static_cast<std::int64_t>(value);
  return Decimal{.raw = negative ? -raw : raw, .is_rounded = rounded};
}

}  // namespace

std::string_view describe(DecimalError error) {
  switch (error) {
    case DecimalError::Empty:
      return "empty";
    case DecimalError::NotANumber:
      return "not a number";
    case DecimalError::OutOfRange:
      return "out of range";
  }
  return "unknown";
}

std::expected<Decimal, DecimalError> parse_decimal(std::string_view text, std::int64_t scale) {
  if (text.empty()) return std::unexpected{DecimalError::Empty};
  bool negative = false;
  if (text[0] == '+' || text[0] == '-') {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  Digits digits;
  int kept = 0;
  bool after_point = false;
  int exponent = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      take(digits, kept, c, after_point);
    } else if (c == '.' && !after_point) {
      after_point = true;
    } else if ((c == 'e' || c == 'E') && digits.any) {
      const auto parsed = parse_exponent(text.substr(i + 1));
      if (!parsed) return std::unexpected{parsed.error()};
      exponent = *parsed;
      break;
    } else {
      return std::unexpected{DecimalError::NotANumber};
    }
  }
  if (!digits.any) return std::unexpected{DecimalError::NotANumber};
  int scale_digits = 0;
  for (std::int64_t s = scale; s > 1; s /= 10) scale_digits += 1;
  if (digits.value == 0) return Decimal{};
  return round_to_integer(digits, digits.exponent + exponent + scale_digits, negative);
}

std::string format_decimal(std::int64_t raw, std::int64_t scale) {
  const bool negative = raw < 0;
  auto rest = negative ? ~static_cast<std::uint64_t>(raw) + 1 : static_cast<std::uint64_t>(raw);
  const auto unsigned_scale = static_cast<std::uint64_t>(scale);
  std::string text = std::to_string(rest / unsigned_scale);
  rest %= unsigned_scale;
  if (rest != 0) {
    text += '.';
    for (std::uint64_t place = unsigned_scale / 10; rest != 0; place /= 10) {
      text += static_cast<char>('0' + rest / place);
      rest %= place;
    }
  }
  return negative ? "-" + text : text;
}

}  // namespace tw::inline core
