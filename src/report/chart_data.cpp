#include "report/chart_data.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "analytics/rolling.hpp"
#include "report/downsample.hpp"

namespace tw::report {
namespace {

using backtest::BacktestReport;
using backtest::PriceCurve;
using backtest::TimeLabel;
using backtest::TradeRow;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Orders labels of one run, which are all dates or all instants.
bool is_before(const TimeLabel& a, const TimeLabel& b) {
  return a.is_date || b.is_date ? a.session < b.session : a.at < b.at;
}

std::vector<double> equity_values(const BacktestReport& report) {
  std::vector<double> values;
  values.reserve(report.equity.size());
  for (const auto& point : report.equity) values.push_back(point.value.as_double());
  return values;
}

/// Returns the rolling Sharpe ratio by session; the first session has no return and so no value.
std::vector<double> sharpe_by_session(const BacktestReport& report, const SessionCurves& sessions,
                                      std::size_t window) {
  const analytics::AnnualTerms terms{.periods_per_year =
                                         static_cast<double>(report.periods_per_year)};
  std::vector<double> values(sessions.equity.size(), kNone);
  const auto rolling = analytics::rolling_sharpe(sessions.returns, window, terms);
  for (std::size_t i = 0; i < rolling.size(); ++i) values[i + 1] = rolling[i].value_or(kNone);
  return values;
}

/// Returns the newest close known at each point of the equity curve. Curves of one length share
/// their bars; otherwise the labels decide.
std::vector<double> along_equity(const PriceCurve& prices, const BacktestReport& report) {
  if (prices.close.size() == report.equity.size()) return prices.close;
  std::vector<double> along(report.equity.size(), kNone);
  std::size_t next = 0;
  for (std::size_t i = 0; i < along.size(); ++i) {
    while (next < prices.at.size() && !is_before(report.equity[i].at, prices.at[next])) ++next;
    if (next > 0) along[i] = prices.close[next - 1];
  }
  return along;
}

/// Returns the curves to draw, those with most trades first.
std::vector<const PriceCurve*> shown_prices(const BacktestReport& report) {
  std::map<std::string_view, std::size_t> trades;
  for (const TradeRow& row : report.trades) trades[row.symbol] += 1;
  std::vector<const PriceCurve*> shown;
  for (const PriceCurve& prices : report.prices) {
    if (!prices.close.empty()) shown.push_back(&prices);
  }
  std::ranges::stable_sort(shown, std::ranges::greater{}, [&](const PriceCurve* prices) {
    const auto found = trades.find(prices->symbol);
    return found == trades.end() ? 0 : found->second;
  });
  shown.resize(std::min(shown.size(), kPriceChartsMax));
  return shown;
}

std::vector<Curve> full_curves(const BacktestReport& report, const SessionCurves& sessions,
                               const std::vector<const PriceCurve*>& prices) {
  const std::size_t count = report.equity.size();
  std::vector<Curve> curves;
  curves.push_back({"equity", "Strategy", equity_values(report)});
  if (!sessions.benchmark.empty()) {
    const std::string name = report.benchmark_name.empty() ? "Benchmark" : report.benchmark_name;
    curves.push_back({"benchmark", name, report.benchmark});
  }
  curves.push_back({"drawdown", "Drawdown", along_equity(sessions, sessions.drawdown, count)});
  for (const std::size_t window : {std::size_t{126}, std::size_t{252}}) {
    if (sessions.returns.size() < window) continue;
    const std::string text = std::to_string(window);
    curves.push_back({"sharpe_" + text, text + " sessions",
                      along_equity(sessions, sharpe_by_session(report, sessions, window), count)});
  }
  for (std::size_t i = 0; i < prices.size(); ++i) {
    curves.push_back(
        {"price_" + std::to_string(i), prices[i]->symbol, along_equity(*prices[i], report)});
  }
  return curves;
}

/// Leaves the moments that matter, in the labels and in every curve alike.
void thin(ChartData& data) {
  std::vector<std::span<const double>> series;
  series.reserve(data.curves.size());
  for (const Curve& curve : data.curves) series.emplace_back(curve.values);
  const auto kept = keep_extremes(series, kMomentsMax);
  data.is_thinned = kept.size() < data.at.size();
  if (!data.is_thinned) return;
  std::vector<TimeLabel> at;
  at.reserve(kept.size());
  for (const std::size_t i : kept) at.push_back(data.at[i]);
  data.at = std::move(at);
  for (Curve& curve : data.curves) {
    std::vector<double> values;
    values.reserve(kept.size());
    for (const std::size_t i : kept) values.push_back(curve.values[i]);
    curve.values = std::move(values);
  }
}

void place_trades(ChartData& data, const BacktestReport& report) {
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < data.symbols.size(); ++i) index[data.symbols[i]] = i;
  const auto point_of = [&data](const TimeLabel& label) {
    const auto found = std::ranges::lower_bound(data.at, label, is_before);
    const auto point = static_cast<std::size_t>(found - data.at.begin());
    return std::min(point, data.at.empty() ? 0 : data.at.size() - 1);
  };
  for (const TradeRow& row : report.trades) {
    data.trades.push_back({.row = &row,
                           .symbol = index.at(row.symbol),
                           .entry = point_of(row.entry_at),
                           .exit = point_of(row.exit_at)});
  }
}

std::vector<std::string> symbols_of(const BacktestReport& report,
                                    const std::vector<const PriceCurve*>& prices) {
  std::vector<std::string> symbols;
  std::map<std::string_view, bool> seen;
  for (const PriceCurve* curve : prices) {
    if (!std::exchange(seen[curve->symbol], true)) symbols.push_back(curve->symbol);
  }
  for (const TradeRow& row : report.trades) {
    if (!std::exchange(seen[row.symbol], true)) symbols.push_back(row.symbol);
  }
  return symbols;
}

}  // namespace

const Curve* ChartData::find(std::string_view key) const {
  const auto found = std::ranges::find(curves, key, &Curve::key);
  return found == curves.end() ? nullptr : &*found;
}

ChartData chart_data(const BacktestReport& report, const SessionCurves& sessions) {
  const auto prices = shown_prices(report);
  ChartData data;
  for (const auto& point : report.equity) data.at.push_back(point.at);
  data.curves = full_curves(report, sessions, prices);
  data.symbols = symbols_of(report, prices);
  data.priced_count = prices.size();
  thin(data);
  place_trades(data, report);
  return data;
}

}  // namespace tw::report
