#pragma once

#include <string>
#include <string_view>

#include "backtest/backtest_report.hpp"
#include "report/number_text.hpp"

namespace tw::report {

/// Returns whether a split lay between entry and exit, so that each has a quantity of its own.
inline bool is_split_between(const backtest::TradeRow& row) {
  return row.exit_quantity != Quantity{} && row.exit_quantity != row.quantity;
}

/// Returns "100", or "100 → 700" where a split made more of what was bought.
inline std::string quantity_of(const backtest::TradeRow& row, std::string_view arrow) {
  std::string entered = quantity_text(magnitude(row.quantity));
  if (!is_split_between(row)) return entered;
  return entered + ' ' + std::string{arrow} + ' ' + quantity_text(magnitude(row.exit_quantity));
}

}  // namespace tw::report
