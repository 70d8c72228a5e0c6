#include "core/date.hpp"

namespace tw::inline core {
namespace {

/// Writes `value` as exactly `width` digits.
void append_digits(std::string& text, std::int64_t value, int width) {
  std::string digits = std::to_string(value);
  text.append(static_cast<std::size_t>(width) > digits.size()
                  ? static_cast<std::size_t>(width) - digits.size()
                  : 0,
              '0');
  text += digits;
}

std::optional<int> digits_at(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  return Date::from_civil(*year, *month, *day);
}

std::string to_string(Date date) {
  std::string text;
  append_digits(text, date.year(), 4);
  text += '-';
  append_digits(text, date.month(), 2);
  text += '-';
  append_digits(text, date.day(), 2);
  return text;
}

std::string to_string(Timestamp at) {
  // Not the distance to midnight: that of the first day lies before the first moment there is.
  constexpr std::int64_t kDay = Duration::days(1).ns;
  const std::int64_t ns = (at.unix_ns % kDay + kDay) % kDay;
  std::string text = to_string(Date::of(at));
  text += 'T';
  append_digits(text, ns / 3'600'000'000'000, 2);
  text += ':';
  append_digits(text, ns / 60'000'000'000 % 60, 2);
  text += ':';
  append_digits(text, ns / 1'000'000'000 % 60, 2);
  const std::int64_t fraction = ns % 1'000'000'000;
  if (fraction != 0) {
    std::string digits = std::to_string(fraction);
    text += '.';
    text.append(9 - digits.size(), '0');
    while (digits.back() == '0') digits.pop_back();
    text += digits;
  }
  text += 'Z';
  return text;
}

}  // namespace tw::inline core
