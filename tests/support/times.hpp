#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/date.hpp"
#include "core/timestamp.hpp"

namespace tw::support {

/// Returns the date that "2013-10-07" names. Throws on anything else.
inline Date date(std::string_view text) {
  const auto parsed = parse_date(text);
  if (!parsed) throw std::invalid_argument{"not a date: " + std::string{text}};
  return *parsed;
}

/// Returns the moment that "2013-10-07T13:30Z" names; seconds and thousandths may follow.
inline Timestamp utc(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    std::int64_t value = 0;
    for (const char c : text.substr(from, count)) value = value * 10 + (c - '0');
    return value;
  };
  const bool has_seconds = text.size() > 17;
  std::int64_t ns = (digits(11, 2) * 60 + digits(14, 2)) * 60 * 1'000'000'000;
  if (has_seconds) ns += digits(17, 2) * 1'000'000'000;
  if (has_seconds && text[19] == '.') {
    std::int64_t unit = 100'000'000;
    for (std::size_t i = 20; text.at(i) != 'Z'; ++i, unit /= 10) ns += (text[i] - '0') * unit;
  }
  return date(text.substr(0, 10)).midnight() + Duration{ns};
}

}  // namespace tw::support
