#include "backtest/metric_label.hpp"

#include <algorithm>
#include <utility>

namespace tw::backtest {
namespace {

constexpr std::pair<std::string_view, std::string_view> kLabels[] = {
    {"final_equity", "Final equity"},
    {"total_return", "Total return"},
    {"cagr", "Return a year (CAGR)"},
    {"equity_peak", "Highest equity"},
    {"best_day", "Best session"},
    {"worst_day", "Worst session"},
    {"win_rate", "Sessions above zero"},
    {"volatility", "Volatility a year"},
    {"sharpe", "Sharpe ratio"},
    {"psr_0", "Probability Sharpe > 0"},
    {"sortino", "Sortino ratio"},
    {"calmar", "Calmar ratio"},
    {"max_drawdown", "Max drawdown"},
    {"max_drawdown_days", "Longest drawdown"},
    {"avg_drawdown", "Mean drawdown"},
    {"ulcer_index_pct", "Ulcer index"},
    {"var_hist_95", "Value at risk 95%"},
    {"cvar_hist_95", "Expected shortfall 95%"},
    {"omega_0", "Omega ratio"},
    {"tail_ratio_95_5", "Tail ratio"},
    {"skew_biased", "Skew"},
    {"kurtosis_excess_biased", "Excess kurtosis"},
    {"benchmark_return", "Buy and hold return"},
    {"alpha_annual_compound", "Alpha a year"},
    {"beta", "Beta"},
    {"correlation", "Correlation with it"},
    {"information_ratio_annual", "Information ratio"},
    {"trades", "Trades"},
    {"trades_long", "Long trades"},
    {"trades_short", "Short trades"},
    {"trade_win_rate", "Win rate"},
    {"trade_profit_factor", "Profit factor"},
    {"trade_expectancy", "Expectancy"},
    {"trade_expectancy_pnl", "Mean profit a trade"},
    {"trade_payoff_ratio", "Payoff ratio"},
    {"trade_best", "Best trade"},
    {"trade_worst", "Worst trade"},
    {"trade_avg_win", "Mean win"},
    {"trade_avg_loss", "Mean loss"},
    {"trade_avg_bars_held", "Mean bars held"},
    {"trade_sqn", "System quality (SQN)"},
    {"trade_kelly", "Kelly fraction"},
    {"trade_max_consecutive_wins", "Most wins in a row"},
    {"trade_max_consecutive_losses", "Most losses in a row"},
    {"exposure", "Time in the market"},
    {"turnover", "Turnover a year"},
    {"commissions", "Commissions"},
    {"interest", "Interest"},
    {"borrow_fees", "Borrow fees"},
    {"dividends", "Dividends"},
    {"write_off", "Written off"},
    {"fills", "Fills"},
    {"orders", "Orders"},
    {"capacity_equity", "Capacity (account at which impact halves the profit)"},
};

}  // namespace

std::string_view metric_label(std::string_view key) {
  const auto* const found =
      std::ranges::find(kLabels, key, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(kLabels) ? key : found->second;
}

}  // namespace tw::backtest
