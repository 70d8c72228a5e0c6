#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tw::formats {

/// One strategy of a portfolio as the user wrote it: "trend=sma_cross:0.6".
struct SleeveText {
  std::string name;      ///< What tells it from the others: the strategy's unless given.
  std::string strategy;  ///< Not yet known to exist.
  double allocation = 0.0;
};

/// Whether `text` lists strategies with parts of the account rather than naming one.
bool lists_sleeves(std::string_view text);

/// Parses "sma_cross:0.6,rsi_reversion:0.4" or "trend=sma_cross:0.6,dip=rsi_reversion:0.4". Without
/// parts all are equal.
/// Errors: the end of a sentence that begins "strategy is '...', which".
std::expected<std::vector<SleeveText>, std::string> parse_sleeves(std::string_view text);

}  // namespace tw::formats
