#pragma once

#include <cstddef>
#include <optional>
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
  double mean_mae = 0.0;
  double mean_mfe = 0.0;
  double gains = 0.0;   ///< The sum of positive trade returns.
  double losses = 0.0;  ///< The sum of negative ones.
  Money pnl;

  /// Nothing without a loss.
  std::optional<double> profit_factor() const {
    return losses < 0.0 ? std::optional{gains / -losses} : std::nullopt;
  }

  double win_rate() const { return static_cast<double>(wins) / static_cast<double>(trades); }
};

/// One way to divide trades. Groups stand in descending order of P&L, or in their own order where
/// they have one, as weekdays do.
struct TradeDivision {
  std::string_view key;    ///< "by_symbol", as in JSON.
  std::string_view title;  ///< "By symbol", "By exit".
  std::vector<TradeGroup> groups;
};

/// Returns the divisions by symbol, strategy, side, entry tag, exit tag, weekday of the entry and
/// holding time.
std::vector<TradeDivision> all_trade_divisions(const std::vector<backtest::TradeRow>& trades);

/// Returns those that have more than one group.
std::vector<TradeDivision> trade_divisions(const std::vector<backtest::TradeRow>& trades);

}  // namespace tw::report
