#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"

namespace tw::backtest {

// What the notations of this module are made of.

/// "percent:0.002" in two.
struct Term {
  std::string_view name;
  std::string_view value;
};

Term term_of(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

bool is_number(std::string_view text);

/// Returns the end of a sentence for a word that is none of `names`.
std::string unknown_name(std::string_view name, std::string_view kind,
                         std::span<const std::string_view> names, std::string_view remedy);

/// Returns "a, b or c".
std::string join(std::span<const std::string_view> names);

/// Parses the amount of a term, 0 to `max`.
template <class Amount>
std::expected<Amount, std::string> parse_term(const Term& term, Amount max) {
  const auto amount = parse<Amount>(term.value);
  if (!amount || amount->raw() < 0 || *amount > max) {
    return std::unexpected{"gives no number from 0 to " + to_string(max) + " after '" +
                           std::string{term.name} + ":'; write one there"};
  }
  return *amount;
}

}  // namespace tw::backtest
