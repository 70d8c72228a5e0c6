#pragma once

#include <cstdint>
#include <span>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// What one closed trade came to.
struct TradeOutcome {
  double pnl = 0.0;              ///< Account currency, net of both commissions.
  double return_fraction = 0.0;  ///< `pnl` over the entry's value.
  double commission = 0.0;       ///< Both sides, account currency.
  std::int64_t bars_held = 0;
  bool is_long = true;
  double mae = 0.0;  ///< The worst it stood at, a fraction of the entry price; never positive.
  double mfe = 0.0;  ///< The best it stood at; never negative.
};

/// Statistics over closed trades, in the order in which they were closed.
///
/// A trade wins when its net pnl is above zero and loses when it is below; one of exactly zero is
/// neither. Without the trades that a figure needs it is nothing, never 0: no loss, no profit
/// factor. Names are the keys of the reports; docs/metrics.md has the formulas.
/// Units:  `_pnl` and commissions in account currency, returns as fractions of the entry value.
/// Source: profit factor, expectancy, best and worst on returns, SQN and Kelly on pnl, as
///         backtesting.py reads them (../shared/golden/README.md section 3).
struct TradeStatistics {
  std::int64_t trades = 0;
  std::int64_t trades_long = 0;
  std::int64_t trades_short = 0;
  Figured trade_win_rate;
  Figured trade_profit_factor;
  Figured trade_expectancy;
  Figured trade_best;
  Figured trade_worst;
  Figured trade_avg_win;
  Figured trade_avg_loss;
  Figured trade_payoff_ratio;

  Figured trade_profit_factor_pnl;
  Figured trade_expectancy_pnl;
  Figured trade_best_pnl;
  Figured trade_worst_pnl;
  Figured trade_avg_win_pnl;
  Figured trade_avg_loss_pnl;

  Figured trade_sqn;
  Figured trade_kelly;
  std::int64_t trade_max_consecutive_wins = 0;
  std::int64_t trade_max_consecutive_losses = 0;
  Figured trade_avg_bars_held;

  Figured trade_avg_mae;
  Figured trade_avg_mfe;
  Figured trade_worst_mae;
  Figured trade_avg_mae_wins;  ///< How far winners sank first: what a stop must leave room for.
  Figured trade_edge_ratio;    ///< Mean best over mean worst: above 1 the entries are good.
  Figured trade_mfe_captured;  ///< What the winners kept of the best that they stood at.
  double trade_commissions = 0.0;
};

TradeStatistics trade_statistics(std::span<const TradeOutcome> trades);

}  // namespace tw::analytics
