#include "analytics/figures.hpp"

#include <optional>
#include <span>

namespace tw::analytics {
namespace {

using enum FigureUnit;

/// How one member of `Record` is named and read.
template <class Record, class Member>
struct Column {
  std::string_view key;
  std::string_view title;
  FigureUnit unit;
  Member Record::* member;
};

template <class Record>
using Real = Column<Record, Figured>;

constexpr Real<Performance> kGrowth[] = {
    {"total_return", "Total return", Fraction, &Performance::total_return},
    {"cagr", "Return a year (CAGR)", Fraction, &Performance::cagr},
    {"mean_daily", "Mean return", Fraction, &Performance::mean_daily},
    {"volatility", "Volatility a year", Fraction, &Performance::vol_annual},
    {"vol_annual", "", Fraction, &Performance::vol_annual},
    {"sharpe", "Sharpe ratio", Number, &Performance::sharpe},
    {"downside_dev_annual", "Downside deviation a year", Fraction,
     &Performance::downside_dev_annual},
    {"sortino", "Sortino ratio", Number, &Performance::sortino},
    {"max_drawdown", "Max drawdown", Fraction, &Performance::max_drawdown},
};

constexpr Real<Performance> kUnderwater[] = {
    {"calmar", "Calmar ratio", Number, &Performance::calmar},
    {"ulcer_index_pct", "Ulcer index (percent)", Number, &Performance::ulcer_index_pct},
    {"martin_ratio", "Martin ratio", Number, &Performance::martin_ratio},
    {"avg_drawdown", "Mean depth below the high", Fraction, &Performance::avg_drawdown},
};

constexpr Real<Performance> kDistribution[] = {
    {"skew_biased", "Skew (biased)", Number, &Performance::skew_biased},
    {"kurtosis_excess_biased", "Excess kurtosis (biased)", Number,
     &Performance::kurtosis_excess_biased},
    {"skew_unbiased", "Skew (unbiased)", Number, &Performance::skew_unbiased},
    {"kurtosis_excess_unbiased", "Excess kurtosis (unbiased)", Number,
     &Performance::kurtosis_excess_unbiased},
    {"jarque_bera", "Jarque-Bera statistic", Number, &Performance::jarque_bera},
    {"omega_0", "Omega at 0", Number, &Performance::omega_0},
    {"tail_ratio_95_5", "Tail ratio 95/5", Number, &Performance::tail_ratio_95_5},
    {"gain_to_pain", "Gain to pain", Number, &Performance::gain_to_pain},
    {"var_hist_95", "VaR 95 %, historical", Fraction, &Performance::var_hist_95},
    {"cvar_hist_95", "CVaR 95 %, historical", Fraction, &Performance::cvar_hist_95},
    {"var_normal_95", "VaR 95 %, normal", Fraction, &Performance::var_normal_95},
    {"cvar_normal_95", "CVaR 95 %, normal", Fraction, &Performance::cvar_normal_95},
    {"var_cornish_fisher_95", "VaR 95 %, Cornish-Fisher", Fraction,
     &Performance::var_cornish_fisher_95},
    {"cvar_cornish_fisher_95", "CVaR 95 %, Cornish-Fisher", Fraction,
     &Performance::cvar_cornish_fisher_95},
    {"var_hist_99", "VaR 99 %, historical", Fraction, &Performance::var_hist_99},
    {"cvar_hist_99", "CVaR 99 %, historical", Fraction, &Performance::cvar_hist_99},
    {"var_normal_99", "VaR 99 %, normal", Fraction, &Performance::var_normal_99},
    {"cvar_normal_99", "CVaR 99 %, normal", Fraction, &Performance::cvar_normal_99},
    {"var_cornish_fisher_99", "VaR 99 %, Cornish-Fisher", Fraction,
     &Performance::var_cornish_fisher_99},
    {"cvar_cornish_fisher_99", "CVaR 99 %, Cornish-Fisher", Fraction,
     &Performance::cvar_cornish_fisher_99},
    {"win_rate", "Periods above zero", Fraction, &Performance::win_rate},
    {"win_rate_nonzero", "Periods above zero, of those not zero", Fraction,
     &Performance::win_rate_nonzero},
    {"avg_win", "Mean gain", Fraction, &Performance::avg_win},
    {"avg_loss", "Mean loss", Fraction, &Performance::avg_loss},
    {"payoff_ratio", "Payoff ratio", Number, &Performance::payoff_ratio},
    {"profit_factor", "Profit factor of periods", Number, &Performance::profit_factor},
    {"expectancy", "Expectancy of a period", Fraction, &Performance::expectancy},
    {"kelly_bernoulli", "Kelly fraction, win and loss", Number, &Performance::kelly_bernoulli},
    {"kelly_gaussian", "Kelly fraction, normal", Number, &Performance::kelly_gaussian},
    {"best_day", "Best period", Fraction, &Performance::best_day},
    {"worst_day", "Worst period", Fraction, &Performance::worst_day},
};

constexpr Real<Performance> kConfidence[] = {
    {"autocorr_lag1", "Autocorrelation at lag 1", Number, &Performance::autocorr_lag1},
    {"sr_stdev", "Standard error of the Sharpe ratio of a period", Number, &Performance::sr_stdev},
    {"sharpe_error_annual", "Standard error of the Sharpe ratio", Number,
     &Performance::sharpe_error_annual},
    {"psr_0", "Probability that the Sharpe ratio is above 0", Fraction, &Performance::psr_0},
    {"min_track_record_95", "Returns until it is surely above 0 (95 %)", Number,
     &Performance::min_track_record_95},
};

constexpr Real<Comparison> kComparison[] = {
    {"beta", "Beta", Number, &Comparison::beta},
    {"alpha_daily", "Alpha of a period", Fraction, &Comparison::alpha_daily},
    {"alpha_annual_compound", "Alpha a year, compound", Fraction,
     &Comparison::alpha_annual_compound},
    {"alpha_annual_linear", "Alpha a year, linear", Fraction, &Comparison::alpha_annual_linear},
    {"correlation", "Correlation with the benchmark", Number, &Comparison::correlation},
    {"r_squared", "R squared", Number, &Comparison::r_squared},
    {"tracking_error_annual", "Tracking error a year", Fraction,
     &Comparison::tracking_error_annual},
    {"information_ratio_annual", "Information ratio", Number,
     &Comparison::information_ratio_annual},
    {"treynor", "Treynor ratio", Number, &Comparison::treynor},
    {"up_capture", "Up capture", Number, &Comparison::up_capture},
    {"down_capture", "Down capture", Number, &Comparison::down_capture},
    {"m2", "M2 (return at the benchmark's risk)", Fraction, &Comparison::m2},
};

constexpr Real<TradeStatistics> kTrades[] = {
    {"trade_win_rate", "Win rate", Fraction, &TradeStatistics::trade_win_rate},
    {"trade_profit_factor", "Profit factor", Number, &TradeStatistics::trade_profit_factor},
    {"trade_expectancy", "Expectancy of a trade", Fraction, &TradeStatistics::trade_expectancy},
    {"trade_best", "Best trade", Fraction, &TradeStatistics::trade_best},
    {"trade_worst", "Worst trade", Fraction, &TradeStatistics::trade_worst},
    {"trade_avg_win", "Mean win", Fraction, &TradeStatistics::trade_avg_win},
    {"trade_avg_loss", "Mean loss", Fraction, &TradeStatistics::trade_avg_loss},
    {"trade_payoff_ratio", "Payoff ratio", Number, &TradeStatistics::trade_payoff_ratio},
    {"trade_profit_factor_pnl", "Profit factor, money", Number,
     &TradeStatistics::trade_profit_factor_pnl},
    {"trade_expectancy_pnl", "Expectancy, money", Money, &TradeStatistics::trade_expectancy_pnl},
    {"trade_best_pnl", "Best trade, money", Money, &TradeStatistics::trade_best_pnl},
    {"trade_worst_pnl", "Worst trade, money", Money, &TradeStatistics::trade_worst_pnl},
    {"trade_avg_win_pnl", "Mean win, money", Money, &TradeStatistics::trade_avg_win_pnl},
    {"trade_avg_loss_pnl", "Mean loss, money", Money, &TradeStatistics::trade_avg_loss_pnl},
    {"trade_sqn", "System quality number", Number, &TradeStatistics::trade_sqn},
    {"trade_kelly", "Kelly fraction of trades", Number, &TradeStatistics::trade_kelly},
    {"trade_avg_bars_held", "Mean bars held", Number, &TradeStatistics::trade_avg_bars_held},
    {"trade_avg_mae", "Mean of the worst a trade stood at", Fraction,
     &TradeStatistics::trade_avg_mae},
    {"trade_avg_mfe", "Mean of the best a trade stood at", Fraction,
     &TradeStatistics::trade_avg_mfe},
    {"trade_worst_mae", "Worst that any trade stood at", Fraction,
     &TradeStatistics::trade_worst_mae},
    {"trade_avg_mae_wins", "Mean of the worst a winner stood at", Fraction,
     &TradeStatistics::trade_avg_mae_wins},
    {"trade_edge_ratio", "Edge ratio (best over worst)", Number,
     &TradeStatistics::trade_edge_ratio},
    {"trade_mfe_captured", "Part of their best that winners kept", Fraction,
     &TradeStatistics::trade_mfe_captured},
};

Figure::Value value_of(Figured figure) {
  if (figure) return *figure;
  return std::monostate{};
}

Figure::Value value_of(std::optional<Date> date) {
  if (date) return *date;
  return std::monostate{};
}

template <class Record>
void append(std::vector<Figure>& list, std::span<const Real<Record>> columns,
            const Record& record) {
  for (const auto& column : columns) {
    list.push_back({column.key, column.title, column.unit, value_of(record.*column.member)});
  }
}

void append_count(std::vector<Figure>& list, std::string_view key, std::string_view title,
                  std::int64_t count) {
  list.push_back({key, title, Count, count});
}

void append_dates(std::vector<Figure>& list, const Performance& performance) {
  list.push_back(
      {"mdd_peak_date", "Max drawdown, peak", CalendarDate, value_of(performance.mdd_peak_date)});
  list.push_back({"mdd_trough_date", "Max drawdown, trough", CalendarDate,
                  value_of(performance.mdd_trough_date)});
  list.push_back({"mdd_recovery_date", "Max drawdown, recovery", CalendarDate,
                  value_of(performance.mdd_recovery_date)});
  list.push_back({"mdd_peak_is_start", "Max drawdown, peak is the start", Flag,
                  performance.mdd_peak_is_start});
  append_count(list, "max_drawdown_days", "Longest drawdown (calendar days)",
               performance.max_drawdown_days);
}

}  // namespace

std::vector<Figure> figures(const Performance& performance) {
  std::vector<Figure> list;
  append_count(list, "n", "Returns", performance.n);
  append<Performance>(list, kGrowth, performance);
  append_dates(list, performance);
  append<Performance>(list, kUnderwater, performance);
  append_count(list, "longest_underwater_bars", "Longest drawdown (bars)",
               performance.longest_underwater_bars);
  append<Performance>(list, kDistribution, performance);
  append_count(list, "max_consecutive_wins", "Most gains in a row",
               performance.max_consecutive_wins);
  append_count(list, "max_consecutive_losses", "Most losses in a row",
               performance.max_consecutive_losses);
  append<Performance>(list, kConfidence, performance);
  if (performance.comparison) append<Comparison>(list, kComparison, *performance.comparison);
  return list;
}

std::vector<Figure> figures(const TradeStatistics& statistics) {
  std::vector<Figure> list;
  append_count(list, "trades", "Trades", statistics.trades);
  append_count(list, "trades_long", "Trades, long", statistics.trades_long);
  append_count(list, "trades_short", "Trades, short", statistics.trades_short);
  append<TradeStatistics>(list, kTrades, statistics);
  append_count(list, "trade_max_consecutive_wins", "Most wins in a row",
               statistics.trade_max_consecutive_wins);
  append_count(list, "trade_max_consecutive_losses", "Most losses in a row",
               statistics.trade_max_consecutive_losses);
  list.push_back(
      {"trade_commissions", "Commissions of closed trades", Money, statistics.trade_commissions});
  return list;
}

}  // namespace tw::analytics
