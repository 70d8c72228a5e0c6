#include "backtest/run_metrics.hpp"

#include <algorithm>
#include <variant>

#include "analytics/activity.hpp"
#include "analytics/capacity.hpp"
#include "analytics/figures.hpp"
#include "analytics/performance.hpp"
#include "analytics/returns.hpp"
#include "analytics/trade_statistics.hpp"
#include "backtest/equity_curve.hpp"
#include "backtest/market_fills.hpp"
#include "backtest/metric_label.hpp"
#include "backtest/trade_rows.hpp"

namespace tw::backtest {
namespace {

using MetricKind = Metric::Kind;

/// Collects metrics in the order in which they are shown.
class Metrics {
 public:
  void add(std::string_view key, MetricKind kind, analytics::Figured value) {
    add(key, metric_label(key), kind, value);
  }
  void count(std::string_view key, std::int64_t value) {
    add(key, MetricKind::Count, static_cast<double>(value));
  }
  /// Adds those of `figures` that no metric has said yet, under the names that analytics gives
  /// them.
  void add_rest(const std::vector<analytics::Figure>& figures) {
    for (const analytics::Figure& figure : figures) {
      if (std::ranges::find(list_, figure.key, &Metric::key) != list_.end()) continue;
      if (figure.unit == analytics::FigureUnit::CalendarDate ||
          figure.unit == analytics::FigureUnit::Flag) {
        continue;
      }
      add(figure.key, figure.title, kind_of(figure.unit), number_of(figure.value));
    }
  }
  std::vector<Metric> take() { return std::move(list_); }

 private:
  void add(std::string_view key, std::string_view label, MetricKind kind,
           analytics::Figured value) {
    list_.push_back({.key = key, .label = label, .kind = kind, .value = value});
  }
  static MetricKind kind_of(analytics::FigureUnit unit) {
    if (unit == analytics::FigureUnit::Fraction) return MetricKind::Percent;
    if (unit == analytics::FigureUnit::Money) return MetricKind::Money;
    return unit == analytics::FigureUnit::Count ? MetricKind::Count : MetricKind::Ratio;
  }
  static analytics::Figured number_of(const analytics::Figure::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
    return std::nullopt;
  }

  std::vector<Metric> list_;
};

void add_returns(Metrics& metrics, const analytics::Performance& p,
                 const analytics::DatedValues& equity, const BacktestRun& run,
                 const BacktestSpec& spec) {
  metrics.add("final_equity", MetricKind::Money, run.final_equity.as_double());
  metrics.add("total_return", MetricKind::Percent,
              run.final_equity.as_double() / spec.cash.as_double() - 1.0);
  metrics.add("cagr", MetricKind::Percent, p.cagr);
  const auto peak = std::max_element(equity.values.begin(), equity.values.end());
  metrics.add("equity_peak", MetricKind::Money,
              peak == equity.values.end() ? analytics::Figured{} : *peak);
  metrics.add("best_day", MetricKind::Percent, p.best_day);
  metrics.add("worst_day", MetricKind::Percent, p.worst_day);
  metrics.add("win_rate", MetricKind::Percent, p.win_rate);
}

void add_risk(Metrics& metrics, const analytics::Performance& p) {
  metrics.add("volatility", MetricKind::Percent, p.vol_annual);
  metrics.add("sharpe", MetricKind::Ratio, p.sharpe);
  metrics.add("psr_0", MetricKind::Percent, p.psr_0);
  metrics.add("sortino", MetricKind::Ratio, p.sortino);
  metrics.add("calmar", MetricKind::Ratio, p.calmar);
  metrics.add("max_drawdown", MetricKind::Percent, p.max_drawdown);
  metrics.add("max_drawdown_days", MetricKind::Days, static_cast<double>(p.max_drawdown_days));
  metrics.add("avg_drawdown", MetricKind::Percent, p.avg_drawdown);
  metrics.add("ulcer_index_pct", MetricKind::Ratio, p.ulcer_index_pct);
  metrics.add("var_hist_95", MetricKind::Percent, p.var_hist_95);
  metrics.add("cvar_hist_95", MetricKind::Percent, p.cvar_hist_95);
  metrics.add("omega_0", MetricKind::Ratio, p.omega_0);
  metrics.add("tail_ratio_95_5", MetricKind::Ratio, p.tail_ratio_95_5);
  metrics.add("skew_biased", MetricKind::Ratio, p.skew_biased);
  metrics.add("kurtosis_excess_biased", MetricKind::Ratio, p.kurtosis_excess_biased);
}

void add_benchmark(Metrics& metrics, const analytics::Performance& p, const BacktestReport& report,
                   const BacktestSpec& spec) {
  const bool exists = !report.benchmark.empty();
  metrics.add("benchmark_return", MetricKind::Percent,
              exists ? analytics::Figured{report.benchmark.back() / spec.cash.as_double() - 1.0}
                     : analytics::Figured{});
  if (!p.comparison) return;
  metrics.add("alpha_annual_compound", MetricKind::Percent, p.comparison->alpha_annual_compound);
  metrics.add("beta", MetricKind::Ratio, p.comparison->beta);
  metrics.add("correlation", MetricKind::Ratio, p.comparison->correlation);
  metrics.add("information_ratio_annual", MetricKind::Ratio,
              p.comparison->information_ratio_annual);
}

analytics::TradeStatistics trades_of(const BacktestReport& report) {
  std::vector<analytics::TradeOutcome> outcomes;
  outcomes.reserve(report.trades.size());
  for (const TradeRow& trade : report.trades) {
    outcomes.push_back({.pnl = trade.pnl.as_double(),
                        .return_fraction = trade.return_,
                        .commission = trade.commission.as_double(),
                        .bars_held = trade.bars_held,
                        .is_long = trade.is_long,
                        .mae = trade.mae,
                        .mfe = trade.mfe});
  }
  return analytics::trade_statistics(outcomes);
}

void add_trades(Metrics& metrics, const analytics::TradeStatistics& t) {
  metrics.count("trades", t.trades);
  metrics.count("trades_long", t.trades_long);
  metrics.count("trades_short", t.trades_short);
  metrics.add("trade_win_rate", MetricKind::Percent, t.trade_win_rate);
  metrics.add("trade_profit_factor", MetricKind::Ratio, t.trade_profit_factor);
  metrics.add("trade_expectancy", MetricKind::Percent, t.trade_expectancy);
  metrics.add("trade_expectancy_pnl", MetricKind::Money, t.trade_expectancy_pnl);
  metrics.add("trade_payoff_ratio", MetricKind::Ratio, t.trade_payoff_ratio);
  metrics.add("trade_best", MetricKind::Percent, t.trade_best);
  metrics.add("trade_worst", MetricKind::Percent, t.trade_worst);
  metrics.add("trade_avg_win", MetricKind::Percent, t.trade_avg_win);
  metrics.add("trade_avg_loss", MetricKind::Percent, t.trade_avg_loss);
  metrics.add("trade_avg_bars_held", MetricKind::Ratio, t.trade_avg_bars_held);
  metrics.add("trade_sqn", MetricKind::Ratio, t.trade_sqn);
  metrics.add("trade_kelly", MetricKind::Percent, t.trade_kelly);
  metrics.count("trade_max_consecutive_wins", t.trade_max_consecutive_wins);
  metrics.count("trade_max_consecutive_losses", t.trade_max_consecutive_losses);
}

void add_activity(Metrics& metrics, const BacktestSpec& spec, const std::vector<Feed>& feeds,
                  const BacktestRun& run, const analytics::DatedValues& equity,
                  double periods_per_year) {
  const auto samples = static_cast<double>(run.recorder.samples().size());
  const double exposure =
      feeds.size() == 1
          ? analytics::exposure(held_spans(feeds, run), feeds.front().range.size())
          : static_cast<double>(run.recorder.exposed_samples()) / std::max(samples, 1.0);
  metrics.add("exposure", MetricKind::Percent, exposure);
  metrics.add(
      "turnover", MetricKind::Ratio,
      analytics::turnover({.traded_value = run.recorder.traded(),
                           .average_equity = analytics::mean(equity.values).value_or(0.0),
                           .years = static_cast<double>(equity.size()) / periods_per_year}));
  metrics.add("commissions", MetricKind::Money, run.commissions.as_double());
  if (spec.rules.carry.any() || !spec.borrow.empty()) {
    metrics.add("interest", MetricKind::Money, run.interest.as_double());
    metrics.add("borrow_fees", MetricKind::Money, run.borrow_fees.as_double());
  }
  if (run.dividends.raw() != 0) {
    metrics.add("dividends", MetricKind::Money, run.dividends.as_double());
  }
  if (run.is_ruined) {
    metrics.add("write_off", MetricKind::Money, run.write_off.as_double());
  }
  metrics.count("fills", static_cast<std::int64_t>(run.recorder.fills()));
  metrics.count("orders", static_cast<std::int64_t>(run.recorder.orders().size()));
}

/// What the account could have grown to before its own impact took half of what trades earned.
void add_capacity(Metrics& metrics, const std::vector<Feed>& feeds, const BacktestRun& run,
                  const BacktestReport& report, const analytics::DatedValues& equity) {
  double profit = 0.0;
  for (const TradeRow& trade : report.trades) profit += trade.pnl.as_double();
  const auto multiple =
      analytics::capacity_multiple(market_fills(feeds, run.recorder.trips()), profit);
  metrics.add("capacity_equity", MetricKind::Money,
              analytics::scaled(multiple, analytics::mean(equity.values).value_or(0.0)));
}

analytics::Performance performance_of(const analytics::DatedValues& equity,
                                      const BacktestReport& report, double periods_per_year) {
  const auto returns = analytics::simple_returns(equity.values);
  const analytics::AnnualTerms terms{.periods_per_year = periods_per_year};
  analytics::Performance performance = analytics::measure(returns, equity.dates, terms);
  if (!report.benchmark.empty()) {
    std::vector<CurvePoint> curve = report.equity;
    for (std::size_t i = 0; i < curve.size(); ++i) {
      curve[i].value = Money::from_double(report.benchmark[i]).value_or(Money{});
    }
    const auto benchmark = analytics::simple_returns(session_equity(curve).values);
    performance.comparison = analytics::compare(returns, benchmark, terms);
  }
  return performance;
}

}  // namespace

std::vector<Metric> run_metrics(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                const BacktestRun& run, const BacktestReport& report) {
  const analytics::DatedValues equity = session_equity(report.equity);
  const double periods = report.periods_per_year;
  const analytics::Performance performance = performance_of(equity, report, periods);
  Metrics metrics;
  add_returns(metrics, performance, equity, run, spec);
  add_benchmark(metrics, performance, report, spec);
  add_risk(metrics, performance);
  const analytics::TradeStatistics trades = trades_of(report);
  add_trades(metrics, trades);
  add_activity(metrics, spec, feeds, run, equity, periods);
  add_capacity(metrics, feeds, run, report, equity);
  metrics.add_rest(analytics::figures(performance));
  metrics.add_rest(analytics::figures(trades));
  return metrics.take();
}

}  // namespace tw::backtest
