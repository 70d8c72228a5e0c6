#include "support/sample_report.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/activity.hpp"
#include "analytics/figures.hpp"
#include "analytics/returns.hpp"
#include "core/splitmix.hpp"
#include "report/session_curves.hpp"

namespace tw::support {
namespace {

using backtest::BacktestReport;
using backtest::Metric;
using backtest::TimeLabel;
using backtest::TradeRow;

constexpr double kCash = 100'000.0;
constexpr double kRate = 0.0005;

double normal(SplitMix& random) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform()));
  return radius * std::cos(6.283185307179586 * random.uniform());
}

/// Weekdays from 2013-05-13 on.
std::vector<TimeLabel> labels_of(const SampleRun& run) {
  std::vector<TimeLabel> labels;
  Date day = *Date::from_civil(2013, 5, 13);
  for (std::size_t session = 0; session < run.sessions; day = day + 1) {
    if (day.weekday() >= Weekday::Saturday) continue;
    for (int bar = 0; bar < run.bars_per_session; ++bar) {
      const Timestamp open = day.midnight() + Duration::minutes(13 * 60 + 30);
      labels.push_back({.at = open + Duration::minutes(5 * (bar + 1)),
                        .session = day,
                        .is_date = run.bars_per_session == 1});
    }
    session += 1;
  }
  return labels;
}

backtest::PriceCurve walk(const SampleRun& run, std::size_t symbol,
                          const std::vector<TimeLabel>& labels) {
  SplitMix random{run.seed + 1000 * symbol};
  backtest::PriceCurve curve{.symbol = run.symbols[symbol], .at = labels, .close = {}};
  const double step = 0.016 / std::sqrt(static_cast<double>(run.bars_per_session));
  double logarithm = std::log(60.0 + 40.0 * static_cast<double>(symbol));
  double drift = 0.0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i % 90 == 0) drift = 0.09 * step * (normal(random) + 0.35);
    logarithm += drift + step * normal(random);
    curve.close.push_back(std::round(std::exp(logarithm) * 100.0) / 100.0);
  }
  return curve;
}

double mean(const std::vector<double>& values, std::size_t end, std::size_t count) {
  double sum = 0.0;
  for (std::size_t i = end - count; i < end; ++i) sum += values[i];
  return sum / static_cast<double>(count);
}

Money money(double value) { return Money::from_double(std::round(value * 100.0) / 100.0).value(); }

/// The account of one symbol: all in while the fast average is above the slow one.
struct Sleeve {
  double cash = 0.0;
  double units = 0.0;
  std::size_t entry = 0;
  double entry_price = 0.0;
  double entry_fee = 0.0;
  double low = 0.0;
  double high = 0.0;
};

void enter(Sleeve& sleeve, std::size_t i, double price, bool is_long) {
  sleeve.units = std::floor(sleeve.cash / (price * (1.0 + 2.0 * kRate))) * (is_long ? 1.0 : -1.0);
  sleeve.entry = i;
  sleeve.entry_price = sleeve.low = sleeve.high = price;
  sleeve.entry_fee = std::abs(sleeve.units) * price * kRate;
  sleeve.cash -= sleeve.units * price + sleeve.entry_fee;
}

TradeRow leave(Sleeve& sleeve, std::size_t i, const backtest::PriceCurve& curve) {
  const double price = curve.close[i];
  const double fee = std::abs(sleeve.units) * price * kRate;
  const double pnl = sleeve.units * (price - sleeve.entry_price) - fee - sleeve.entry_fee;
  const double down = sleeve.low / sleeve.entry_price - 1.0;
  const double up = sleeve.high / sleeve.entry_price - 1.0;
  const bool is_long = sleeve.units > 0.0;
  sleeve.cash += sleeve.units * price - fee;
  TradeRow row{.symbol = curve.symbol,
               .is_long = is_long,
               .quantity = Quantity::from_double(sleeve.units).value(),
               .entry_at = curve.at[sleeve.entry],
               .entry_price = Price::from_double(sleeve.entry_price).value(),
               .exit_at = curve.at[i],
               .exit_price = Price::from_double(price).value(),
               .pnl = money(pnl),
               .return_ = pnl / (std::abs(sleeve.units) * sleeve.entry_price),
               .commission = money(fee + sleeve.entry_fee),
               .entry_tag = is_long ? "fast above slow" : "fast below slow",
               .exit_tag = is_long ? "fast below slow" : "fast above slow",
               .bars_held = static_cast<std::int64_t>(i - sleeve.entry),
               .mae = is_long ? down : -up,
               .mfe = is_long ? up : -down};
  sleeve.units = 0.0;
  return row;
}

/// Trades one symbol; adds to `equity` and to the report's trades.
void trade_symbol(const SampleRun& run, const backtest::PriceCurve& curve, BacktestReport& report,
                  std::vector<double>& equity) {
  Sleeve sleeve{.cash = kCash / static_cast<double>(run.symbols.size())};
  for (std::size_t i = 0; i < curve.close.size(); ++i) {
    const double price = curve.close[i];
    sleeve.low = std::min(sleeve.low, price);
    sleeve.high = std::max(sleeve.high, price);
    if (i > run.slow) {
      const bool is_up = mean(curve.close, i, run.fast) > mean(curve.close, i, run.slow);
      if (sleeve.units != 0.0 && is_up != (sleeve.units > 0.0)) {
        report.trades.push_back(leave(sleeve, i, curve));
      }
      if (sleeve.units == 0.0) enter(sleeve, i, price, is_up);
    }
    equity[i] += sleeve.cash + sleeve.units * price;
  }
  const double mark = curve.close.back();
  report.open_positions.push_back({.symbol = curve.symbol,
                                   .quantity = Quantity::from_double(sleeve.units).value(),
                                   .entry_at = curve.at[sleeve.entry],
                                   .entry_price = Price::from_double(sleeve.entry_price).value(),
                                   .mark = Price::from_double(mark).value(),
                                   .unrealised = money(sleeve.units * (mark - sleeve.entry_price)),
                                   .commission = money(sleeve.entry_fee),
                                   .entry_tag = "fast above slow"});
}

void add_orders(BacktestReport& report) {
  std::uint64_t id = 1;
  for (const TradeRow& trade : report.trades) {
    report.orders.push_back({.id = id,
                             .symbol = trade.symbol,
                             .is_buy = trade.is_long,
                             .type = "market",
                             .state = "filled",
                             .reason = "",
                             .quantity = magnitude(trade.quantity),
                             .filled = magnitude(trade.quantity),
                             .limit = {},
                             .stop = {},
                             .average_price = trade.entry_price,
                             .commission = trade.commission,
                             .placed_at = trade.entry_at,
                             .ended_at = trade.entry_at,
                             .tag = trade.entry_tag});
    id += 1;
  }
  report.orders.push_back({.id = id,
                           .symbol = report.symbols.front(),
                           .is_buy = true,
                           .type = "limit",
                           .state = "working",
                           .reason = "",
                           .quantity = {},
                           .filled = {},
                           .limit = Price::whole(42),
                           .stop = {},
                           .average_price = {},
                           .commission = {},
                           .placed_at = report.equity.back().at,
                           .ended_at = {},
                           .tag = ""});
}

Metric::Kind kind_of(const analytics::Figure& figure) {
  if (figure.unit == analytics::FigureUnit::Fraction) return Metric::Kind::Percent;
  if (figure.unit == analytics::FigureUnit::Money) return Metric::Kind::Money;
  if (figure.key == "max_drawdown_days") return Metric::Kind::Days;
  const bool is_count = figure.unit == analytics::FigureUnit::Count;
  return is_count ? Metric::Kind::Count : Metric::Kind::Ratio;
}

void add_metrics(BacktestReport& report, const std::vector<analytics::Figure>& figures) {
  for (const analytics::Figure& figure : figures) {
    Metric metric{.key = figure.key, .label = figure.title, .kind = kind_of(figure), .value = {}};
    if (const auto* real = std::get_if<double>(&figure.value)) metric.value = *real;
    if (const auto* count = std::get_if<std::int64_t>(&figure.value)) {
      metric.value = static_cast<double>(*count);
    }
    const bool is_number = figure.unit != analytics::FigureUnit::CalendarDate &&
                           figure.unit != analytics::FigureUnit::Flag;
    if (is_number) report.metrics.push_back(metric);
  }
}

void add_all_metrics(BacktestReport& report) {
  const auto curves = report::session_curves(report);
  add_metrics(report, figures(analytics::measure(curves.returns, curves.dates, {})));
  std::vector<analytics::TradeOutcome> outcomes;
  double traded = 0.0;
  double commissions = 0.0;
  for (const TradeRow& trade : report.trades) {
    outcomes.push_back({.pnl = trade.pnl.as_double(),
                        .return_fraction = trade.return_,
                        .commission = trade.commission.as_double(),
                        .bars_held = trade.bars_held,
                        .is_long = trade.is_long});
    commissions += trade.commission.as_double();
    traded += 2.0 * std::abs(trade.quantity.as_double()) * trade.entry_price.as_double();
  }
  add_metrics(report, figures(analytics::trade_statistics(outcomes)));
  const double years = static_cast<double>(curves.returns.size()) / 252.0;
  report.metrics.push_back({"final_equity", "Final equity", Metric::Kind::Money,
                            report.equity.back().value.as_double()});
  report.metrics.push_back({"commissions", "Commissions", Metric::Kind::Money, commissions});
  report.metrics.push_back({"exposure", "Time in the market", Metric::Kind::Percent, 0.976});
  report.metrics.push_back(
      {"turnover", "Turnover a year", Metric::Kind::Ratio,
       analytics::turnover({.traded_value = traded, .average_equity = kCash, .years = years})});
}

void describe(BacktestReport& report, const SampleRun& run) {
  report.run_id = "6f1d8a0c27b94e5f9a3351c7e80d2b46";
  report.commands_hash = "b0972ce4415f8d3a6c1e9f7720ad8853";
  report.code_version = "0.1.0+2254cb4a91f0";
  report.strategy = "sma_cross";
  report.strategy_doc =
      "Holds the symbol while the fast average is above the slow one, and is short while below.";
  report.parameters = {
      {"fast", std::to_string(run.fast)}, {"slow", std::to_string(run.slow)}, {"side", "both"}};
  report.symbols = run.symbols;
  report.title = "sma_cross on " + run.symbols.front() + ", " +
                 tw::to_string(report.equity.front().at.session) + " to " +
                 tw::to_string(report.equity.back().at.session);
  report.spec_json =
      R"({"strategy":"sma_cross","parameters":{"fast":10,"slow":30},"preset":"realistic"})";
  report.assumptions = {{"preset", "realistic"},
                        {"fill timing", "next open"},
                        {"commission", "IBKR Pro fixed: 0.005 a share, at least 1.00, at most 1 %"},
                        {"spread", "half spread 1 bp on market and stop orders"},
                        {"participation", "at most 10 % of a bar's volume"},
                        {"account", "cash; settlement is not simulated"},
                        {"limits", "must be traded through"},
                        {"warm-up", "30 bars before the first decision"}};
  report.warnings = {
      "Few trades: a win rate from fewer than 100 trades is uncertain by about 10 points either "
      "way.",
      "The strategy was tested on one symbol; a rule that holds on one is often luck."};
  report.benchmark_name = "buy and hold";
  report.initial_cash = Money::whole(100'000);
}

}  // namespace

BacktestReport sample_report(const SampleRun& run) {
  BacktestReport report;
  const std::vector<TimeLabel> labels = labels_of(run);
  std::vector<double> equity(labels.size(), 0.0);
  report.benchmark.assign(labels.size(), 0.0);
  for (std::size_t symbol = 0; symbol < run.symbols.size(); ++symbol) {
    report.prices.push_back(walk(run, symbol, labels));
    const backtest::PriceCurve& curve = report.prices.back();
    trade_symbol(run, curve, report, equity);
    const double units = kCash / static_cast<double>(run.symbols.size()) / curve.close.front();
    for (std::size_t i = 0; i < labels.size(); ++i) report.benchmark[i] += units * curve.close[i];
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    report.equity.push_back({labels[i], money(equity[i])});
  }
  std::ranges::stable_sort(report.trades, {}, [](const TradeRow& row) { return row.exit_at.at; });
  describe(report, run);
  add_orders(report);
  add_all_metrics(report);
  return report;
}

}  // namespace tw::support
