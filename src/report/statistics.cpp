#include "report/statistics.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "analytics/figures.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

using backtest::BacktestReport;
using backtest::Metric;

enum Group : std::uint8_t { Returns, Risk, Trades, Costs, Other };
constexpr std::array<std::string_view, 5> kTitles{"Returns", "Risk", "Trades", "Costs",
                                                  "More figures"};

/// A figure that we know by name: where it stands and what it means.
struct Known {
  std::string_view key;
  Group group;
  bool is_headline;
  std::string_view label;
  std::string_view meaning;
};

// In reading order. docs/report.md explains the sections, docs/metrics.md has the formulas.
constexpr Known kKnown[] = {
    {"total_return", Returns, true, "Total return", "Final equity over the cash it began with."},
    {"cagr", Returns, true, "Return a year (CAGR)",
     "The constant yearly growth that ends at the same equity."},
    {"final_equity", Returns, true, "Final equity", "Cash and open positions at the last close."},
    {"equity_peak", Returns, true, "Highest equity", "The highest session close of the account."},
    {"benchmark_return", Returns, true, "Buy and hold return",
     "What holding the same symbols with the same cash came to."},
    {"alpha_annual_compound", Returns, true, "Alpha a year",
     "Return that the benchmark's moves do not explain."},
    {"beta", Returns, true, "Beta", "How much of the benchmark's moves the strategy follows."},
    {"best_day", Returns, true, "Best session", ""},
    {"worst_day", Returns, true, "Worst session", ""},
    {"win_rate", Returns, false, "Sessions above zero", ""},
    {"volatility", Risk, true, "Volatility a year",
     "Standard deviation of session returns, annualised."},
    {"sharpe", Risk, true, "Sharpe ratio",
     "Mean excess return over volatility, annualised. Above 1 is good, above 2 is rare."},
    {"sharpe_error_annual", Risk, false, "Standard error of it",
     "Two of these to either side hold the true Sharpe ratio in 19 of 20 samples."},
    {"psr_0", Risk, true, "Probability Sharpe > 0",
     "How sure the sample makes us that the true Sharpe ratio is positive at all."},
    {"min_track_record_95", Risk, false, "Sessions until it is sure",
     "How many sessions like these would make a positive Sharpe ratio sure at 95%."},
    {"sortino", Risk, true, "Sortino ratio", "As Sharpe, but only falls count as risk."},
    {"calmar", Risk, true, "Calmar ratio", "Return a year over the deepest drawdown."},
    {"max_drawdown", Risk, true, "Max drawdown", "The deepest fall from a high to a later low."},
    {"max_drawdown_days", Risk, true, "Longest drawdown",
     "Calendar days of the longest stay below a high."},
    {"avg_drawdown", Risk, true, "Mean drawdown",
     "How far below its high the account stood, on average."},
    {"ulcer_index_pct", Risk, false, "Ulcer index", "Root mean square of the drawdown, per cent."},
    {"var_hist_95", Risk, true, "Value at risk 95%", "One session in twenty was worse than this."},
    {"cvar_hist_95", Risk, true, "Expected shortfall 95%", "The mean of those worse sessions."},
    {"skew_biased", Risk, false, "Skew", "Negative: the large moves are falls."},
    {"kurtosis_excess_biased", Risk, false, "Excess kurtosis",
     "Above 0: extremes are more frequent than a normal distribution has them."},
    {"trades", Trades, true, "Trades", "Closed lots, entry part to exit part."},
    {"trades_long", Trades, false, "Long trades", ""},
    {"trades_short", Trades, false, "Short trades", ""},
    {"trade_win_rate", Trades, true, "Win rate", "Trades that ended above zero, net of costs."},
    {"trade_profit_factor", Trades, true, "Profit factor",
     "Gains over losses, on trade returns. Above 1 the wins outweigh the losses."},
    {"trade_expectancy", Trades, true, "Expectancy", "The mean result of a trade."},
    {"trade_payoff_ratio", Trades, true, "Payoff ratio", "The mean win over the mean loss."},
    {"trade_best", Trades, true, "Best trade", ""},
    {"trade_worst", Trades, true, "Worst trade", ""},
    {"trade_avg_win", Trades, true, "Mean win", ""},
    {"trade_avg_loss", Trades, true, "Mean loss", ""},
    {"trade_avg_bars_held", Trades, true, "Mean bars held", ""},
    {"trade_sqn", Trades, true, "System quality (SQN)",
     "Root of the number of trades times mean over deviation of their results."},
    {"trade_kelly", Trades, true, "Kelly fraction",
     "The stake that would have grown the account fastest; half of it is already bold."},
    {"trade_max_consecutive_wins", Trades, false, "Most wins in a row", ""},
    {"trade_max_consecutive_losses", Trades, true, "Most losses in a row", ""},
    {"exposure", Trades, true, "Time in the market", "Bars on which a position was held."},
    {"commissions", Costs, true, "Commissions", "All that was paid to the broker."},
    {"interest", Costs, true, "Interest", "Earned on cash less paid on debit."},
    {"borrow_fees", Costs, true, "Borrow fees", "Paid to the lenders of what was sold short."},
    {"capacity_equity", Costs, false, "Capacity",
     "The account at which its own impact on prices would take half of what the trades earned."},
    {"dividends", Costs, true, "Dividends", "Received for longs less paid for shorts."},
    {"write_off", Costs, true, "Written off", "What the ruined account owed beyond its all."},
    {"turnover", Costs, true, "Turnover a year",
     "How often a year the account's value was bought and sold."},
};

const Known* find_known(std::string_view key) {
  const auto* found = std::ranges::find(kKnown, key, &Known::key);
  return found == std::end(kKnown) ? nullptr : found;
}

bool is_cost(std::string_view key) {
  constexpr std::array<std::string_view, 7> kWords{"commission", "cost",     "slippage", "spread",
                                                   "borrow",     "interest", "fees"};
  return std::ranges::any_of(kWords, [key](std::string_view word) { return key.contains(word); });
}

Group group_of(const Metric& metric) {
  if (const Known* known = find_known(metric.key)) return known->group;
  if (is_cost(metric.key)) return Costs;
  return metric.key.starts_with("trade") ? Trades : Other;
}

/// Known figures first, in the order of the list; the rest as the report has them.
std::size_t rank_of(const Metric& metric) {
  const Known* known = find_known(metric.key);
  return known == nullptr ? std::size(kKnown) : static_cast<std::size_t>(known - kKnown);
}

std::string benchmark_text(std::span<const analytics::Figure> figures, const Metric& metric) {
  const auto found = std::ranges::find(figures, metric.key, &analytics::Figure::key);
  if (found == figures.end()) return {};
  if (const auto* real = std::get_if<double>(&found->value)) {
    return metric_text(metric.kind, *real);
  }
  if (const auto* count = std::get_if<std::int64_t>(&found->value)) {
    return metric_text(metric.kind, static_cast<double>(*count));
  }
  return {};
}

Statistic row_of(const Metric& metric, std::span<const analytics::Figure> benchmark) {
  const Known* known = find_known(metric.key);
  return {.key = metric.key,
          .label = known == nullptr ? metric.label : known->label,
          .meaning = known == nullptr ? std::string_view{} : known->meaning,
          .text = metric_text(metric.kind, metric.value),
          .value = metric.value,
          .benchmark = benchmark_text(benchmark, metric)};
}

std::vector<analytics::Figure> benchmark_figures(const BacktestReport& report,
                                                 const SessionCurves& curves) {
  if (curves.benchmark.empty()) return {};
  const analytics::AnnualTerms terms{.periods_per_year =
                                         static_cast<double>(report.periods_per_year)};
  return figures(analytics::measure(curves.benchmark_returns, curves.dates, terms));
}

}  // namespace

std::vector<StatisticGroup> statistics(const BacktestReport& report, const SessionCurves& curves,
                                       Selection selection) {
  std::vector<const Metric*> chosen;
  for (const Metric& metric : report.metrics) {
    const Known* known = find_known(metric.key);
    const bool is_headline = known != nullptr && known->is_headline;
    const bool is_second_name = known == nullptr && metric.label.empty();
    if (is_second_name) continue;
    if (selection == Selection::All || is_headline) chosen.push_back(&metric);
  }
  std::ranges::stable_sort(chosen, {}, [](const Metric* metric) { return rank_of(*metric); });

  const auto benchmark = benchmark_figures(report, curves);
  std::vector<StatisticGroup> groups;
  for (const Group group : {Returns, Risk, Trades, Costs, Other}) {
    StatisticGroup filled{.title = kTitles[group]};
    for (const Metric* metric : chosen) {
      if (group_of(*metric) == group) filled.rows.push_back(row_of(*metric, benchmark));
    }
    if (!filled.rows.empty()) groups.push_back(std::move(filled));
  }
  return groups;
}

const Metric* find_metric(const BacktestReport& report, std::string_view key) {
  const auto found = std::ranges::find(report.metrics, key, &Metric::key);
  return found == report.metrics.end() ? nullptr : &*found;
}

}  // namespace tw::report
