#include "diagnosis/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tw::diagnosis {

std::string number_text(double value, int decimals) {
  if (!std::isfinite(value)) return "n/a";
  std::array<char, 400> buffer{};  // Room for any double without an exponent.
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  std::string text{buffer.data(), end};
  if (text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')) {
    text.erase(0, 1);
  }
  const std::size_t first_digit = text.starts_with('-') ? 1 : 0;
  std::size_t point = std::min(text.find('.'), text.size());
  while (point > first_digit + 3) {
    point -= 3;
    text.insert(point, 1, ',');
  }
  return text;
}

std::string value_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::general, 6)
                       .ptr;
  return {buffer.data(), end};
}

std::string percent_text(double fraction) { return number_text(fraction * 100.0, 1) + "%"; }

std::string count_text(double count, std::string_view one, std::string_view many) {
  return number_text(count, 0) + " " + std::string{count == 1.0 ? one : many};
}

}  // namespace tw::diagnosis
