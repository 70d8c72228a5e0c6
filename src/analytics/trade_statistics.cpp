#include "analytics/trade_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tw::analytics {
namespace {

/// The winning and losing side of one measure of the trades, its pnl or its return.
struct Sides {
  double sum_wins = 0.0;
  double sum_losses = 0.0;
  double wins = 0.0;
  double losses = 0.0;

  void add(double outcome) {
    if (outcome > 0.0) {
      sum_wins += outcome;
      wins += 1.0;
    } else if (outcome < 0.0) {
      sum_losses += outcome;
      losses += 1.0;
    }
  }
  Figured average_win() const { return ratio(sum_wins, wins); }
  Figured average_loss() const { return ratio(sum_losses, losses); }
  Figured profit_factor() const { return ratio(sum_wins, -sum_losses); }
  Figured payoff() const {
    const Figured loss = average_loss();
    return loss ? ratio(average_win(), -*loss) : std::nullopt;
  }
};

Sides sides_of(std::span<const double> outcomes) {
  Sides sides;
  for (const double outcome : outcomes) sides.add(outcome);
  return sides;
}

/// One measure of every trade, in order.
std::vector<double> column(std::span<const TradeOutcome> trades, double TradeOutcome::* member) {
  std::vector<double> values;
  values.reserve(trades.size());
  for (const TradeOutcome& trade : trades) values.push_back(trade.*member);
  return values;
}

void measure_returns(std::span<const double> returns, TradeStatistics& result) {
  const Sides sides = sides_of(returns);
  result.trade_profit_factor = sides.profit_factor();
  result.trade_expectancy = mean(returns);
  result.trade_best = std::ranges::max(returns);
  result.trade_worst = std::ranges::min(returns);
  result.trade_avg_win = sides.average_win();
  result.trade_avg_loss = sides.average_loss();
  result.trade_payoff_ratio = sides.payoff();
}

void measure_pnl(std::span<const double> pnl, TradeStatistics& result) {
  const Sides sides = sides_of(pnl);
  const auto count = static_cast<double>(pnl.size());
  result.trade_win_rate = sides.wins / count;
  result.trade_profit_factor_pnl = sides.profit_factor();
  result.trade_expectancy_pnl = mean(pnl);
  result.trade_best_pnl = std::ranges::max(pnl);
  result.trade_worst_pnl = std::ranges::min(pnl);
  result.trade_avg_win_pnl = sides.average_win();
  result.trade_avg_loss_pnl = sides.average_loss();
  result.trade_sqn = ratio(std::sqrt(count) * *mean(pnl), sample_deviation(pnl));
  if (const Figured payoff = sides.payoff(); payoff && *payoff > 0.0) {
    result.trade_kelly = *result.trade_win_rate - (1.0 - *result.trade_win_rate) / *payoff;
  }
}

void count_streaks(std::span<const double> pnl, TradeStatistics& result) {
  std::int64_t wins = 0;
  std::int64_t losses = 0;
  for (const double outcome : pnl) {
    wins = outcome > 0.0 ? wins + 1 : 0;
    losses = outcome < 0.0 ? losses + 1 : 0;
    result.trade_max_consecutive_wins = std::max(result.trade_max_consecutive_wins, wins);
    result.trade_max_consecutive_losses = std::max(result.trade_max_consecutive_losses, losses);
  }
}

void measure_excursions(std::span<const TradeOutcome> trades, TradeStatistics& result) {
  const auto worst = column(trades, &TradeOutcome::mae);
  const auto best = column(trades, &TradeOutcome::mfe);
  std::vector<double> winners_worst;
  double winners_best = 0.0;
  double winners_kept = 0.0;
  for (const TradeOutcome& trade : trades) {
    if (!(trade.pnl > 0.0)) continue;
    winners_worst.push_back(trade.mae);
    winners_best += trade.mfe;
    winners_kept += trade.return_fraction;
  }
  result.trade_avg_mae = mean(worst);
  result.trade_avg_mfe = mean(best);
  result.trade_worst_mae = std::ranges::min(worst);
  result.trade_avg_mae_wins = mean(winners_worst);
  result.trade_edge_ratio = ratio(result.trade_avg_mfe, -*result.trade_avg_mae);
  result.trade_mfe_captured = ratio(winners_kept, winners_best);
}

}  // namespace

TradeStatistics trade_statistics(std::span<const TradeOutcome> trades) {
  TradeStatistics result;
  if (trades.empty()) return result;
  const auto pnl = column(trades, &TradeOutcome::pnl);
  measure_returns(column(trades, &TradeOutcome::return_fraction), result);
  measure_pnl(pnl, result);
  count_streaks(pnl, result);
  measure_excursions(trades, result);

  result.trades = static_cast<std::int64_t>(trades.size());
  std::int64_t bars = 0;
  for (const TradeOutcome& trade : trades) {
    bars += trade.bars_held;
    result.trades_long += trade.is_long;
    result.trade_commissions += trade.commission;
  }
  result.trades_short = result.trades - result.trades_long;
  result.trade_avg_bars_held = static_cast<double>(bars) / static_cast<double>(result.trades);
  return result;
}

}  // namespace tw::analytics
