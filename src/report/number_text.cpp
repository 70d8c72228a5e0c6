#include "report/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/decimal.hpp"

namespace tw::report {
namespace {

/// Puts commas into the whole part of a plain decimal.
std::string with_commas(std::string_view decimal) {
  std::string text;
  if (decimal.starts_with('-')) {
    text += '-';
    decimal.remove_prefix(1);
  }
  const std::string_view whole = decimal.substr(0, decimal.find('.'));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) text += ',';
    text += whole[i];
  }
  return text.append(decimal.substr(whole.size()));
}

bool is_zero(std::string_view decimal) {
  return decimal.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

std::string grouped(double value, int decimals) {
  if (!std::isfinite(value)) return kNotAvailable;
  std::array<char, 352> buffer{};  // The largest double has 309 digits.
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  std::string_view text{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
  if (text.starts_with('-') && is_zero(text)) text.remove_prefix(1);
  return with_commas(text);
}

std::string figure_text(double value) {
  if (!std::isfinite(value)) return kNotAvailable;
  constexpr double kWholeMax = 1e15;
  if (value == std::nearbyint(value) && std::abs(value) < kWholeMax) return grouped(value, 0);
  constexpr double kTiny = 1e-9;  // Ten decimals are as many as anyone reads.
  const double magnitude = std::floor(std::log10(std::max(std::abs(value), kTiny)));
  return grouped(value, std::max(2, 2 - static_cast<int>(magnitude)));
}

std::string percent(double fraction, int decimals) {
  if (!std::isfinite(fraction)) return kNotAvailable;
  return grouped(fraction * 100.0, decimals) + '%';
}

std::string money_text(Money amount) { return grouped(amount.as_double(), 2); }

std::string price_text(Price price) {
  std::string text = with_commas(to_string(price));
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return text + ".00";
  if (text.size() - point == 2) text += '0';
  return text;
}

std::string price_or_dash(const std::optional<Price>& price) {
  return price ? price_text(*price) : "-";
}

std::string quantity_text(Quantity quantity) { return with_commas(to_string(quantity)); }

std::string metric_text(backtest::Metric::Kind kind, std::optional<double> value) {
  using Kind = backtest::Metric::Kind;
  if (!value || !std::isfinite(*value)) return kNotAvailable;
  switch (kind) {
    case Kind::Ratio:
      return grouped(*value, 2);
    case Kind::Percent:
      return percent(*value);
    case Kind::Money:
      return grouped(*value, 2);
    case Kind::Count:
      return grouped(*value, std::nearbyint(*value) == *value ? 0 : 1);
    case Kind::Days:
      return grouped(*value, 0) + (*value == 1.0 ? " day" : " days");
  }
  return kNotAvailable;
}

}  // namespace tw::report
