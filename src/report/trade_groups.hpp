#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::report {

/// What the trades that have something in common came to.
struct TradeGroup {
  std::string name;
  std::size_t trades = 0;
  std::size_t wins = 0;
  double mean_return = 0.0;
  double mean_bars = 0.0;
  Money pnl;

  double win_rate() const { return static_cast<double>(wins) / static_cast<double>(trades); }
};

/// One way to divide trades. Groups stand in descending order of P&L.
struct TradeDivision {
  std::string_view title;  ///< "By symbol", "By exit".
  std::vector<TradeGroup> groups;
};

/// Returns the divisions by symbol, side, entry tag and exit tag that have more than one group.
std::vector<TradeDivision> trade_divisions(const std::vector<backtest::TradeRow>& trades);

}  // namespace tw::report
