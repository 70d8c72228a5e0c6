#include "backtest/notation_terms.hpp"

#include "core/money.hpp"
#include "core/nearest.hpp"

namespace tw::backtest {

Term term_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool is_number(std::string_view text) { return parse_decimal(text, kDecimals8).has_value(); }

std::string unknown_name(std::string_view name, std::string_view kind,
                         std::span<const std::string_view> names, std::string_view remedy) {
  std::string line = "is no " + std::string{kind};
  if (const auto meant = nearest(name, names)) {
    return line + "; did you mean '" + std::string{*meant} + "'?";
  }
  return line + "; " + std::string{remedy};
}

std::string join(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace tw::backtest
