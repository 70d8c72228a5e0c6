#include "formats/csv_number.hpp"

#include <algorithm>
#include <array>

namespace tw::formats {
namespace {

constexpr std::size_t kNumberMax = 400;

constexpr std::array<std::string_view, 9> kMissing{"null", "nan",  "na",  "n/a", "none",
                                                   "-",    "#n/a", "\\n", "nat"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Returns true when the commas of `text` part groups of three, as in "1,234,567.5".
bool has_thousands(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  const std::size_t first = whole.find(',');
  if (first == std::string_view::npos || first == 0) return false;
  if (text.find(',', whole.size()) != std::string_view::npos) return false;
  for (std::size_t i = first; i < whole.size(); ++i) {
    if (((i - first) % 4 == 0) != (whole[i] == ',')) return false;
  }
  return (whole.size() - first) % 4 == 0;
}

}  // namespace

bool is_missing(std::string_view field) {
  if (field.empty()) return true;
  return std::ranges::any_of(
      kMissing, [&](std::string_view word) { return std::ranges::equal(field, word, {}, lower); });
}

std::expected<Decimal, RowFault> parse_number(std::string_view field, std::int64_t scale) {
  if (is_missing(field)) return std::unexpected{RowFault::MissingField};
  if (field.starts_with('$')) field.remove_prefix(1);
  std::array<char, kNumberMax> digits;
  if (has_thousands(field) && field.size() <= digits.size()) {
    auto* const end = std::ranges::remove_copy(field, digits.begin(), ',').out;
    field = {digits.data(), static_cast<std::size_t>(end - digits.begin())};
  }
  const auto decimal = parse_decimal(field, scale);
  if (decimal) return *decimal;
  if (decimal.error() == DecimalError::OutOfRange) return std::unexpected{RowFault::Overflow};
  return std::unexpected{RowFault::NotANumber};
}

}  // namespace tw::formats
