#include "diagnosis/words.hpp"

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
  return text.find_first_not_of("-0.") == std::string::npos && text.starts_with('-')
             ? text.substr(1)
             : text;
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
