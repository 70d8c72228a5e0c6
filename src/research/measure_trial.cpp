#include "research/measure_trial.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tw::research {
namespace {

// Four sums side by side: one sum would wait for each of its additions.
constexpr std::size_t kLanes = 4;

/// Returns Σ term(i) for i below `size`, in lanes: the same on every machine.
template <class Term>
double sum_of(std::size_t size, Term term) {
  std::array<double, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += term(i + lane);
  }
  for (; i < size; ++i) lanes[0] += term(i);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

double quotient(double numerator, double denominator) {
  const double value = numerator / denominator;
  return denominator == 0.0 || !std::isfinite(value) ? kUndefined : value;
}

void to_returns(std::span<const double> equity, std::vector<double>& returns) {
  returns.resize(equity.size() < 2 ? 0 : equity.size() - 1);
  bool is_ruined = false;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    is_ruined = is_ruined || equity[i] <= 0.0;
    returns[i] = is_ruined ? 0.0 : equity[i + 1] / equity[i] - 1.0;
  }
}

double max_drawdown(std::span<const double> equity) {
  double peak = equity.front();
  double worst = 0.0;
  for (const double value : equity) {
    peak = std::max(peak, value);
    if (value < peak) worst = std::min(worst, value / peak - 1.0);
  }
  return worst;
}

/// The spread of a sample that is only the rounding of its own values counts as none.
bool is_rounding(std::span<const double> returns, double deviation) {
  constexpr double kSpreadNoise = 1e-13;
  double largest = 0.0;
  for (const double r : returns) largest = std::max(largest, std::abs(r));
  return deviation <= kSpreadNoise * largest;
}

void measure_returns(std::span<const double> returns, double periods, TrialMetrics& metrics) {
  const auto n = static_cast<double>(returns.size());
  if (returns.empty()) return;
  const double mean = sum_of(returns.size(), [&](std::size_t i) { return returns[i]; }) / n;
  const double root = std::sqrt(periods);
  const double squares_below = sum_of(returns.size(), [&](std::size_t i) {
    const double below = std::min(returns[i], 0.0);
    return below * below;
  });
  metrics[TrialMetric::Sortino] = quotient(periods * mean, root * std::sqrt(squares_below / n));
  if (returns.size() < 2) return;
  const auto moment = [&](auto power) {
    return sum_of(returns.size(), [&](std::size_t i) { return power(returns[i] - mean); });
  };
  const double m2 = moment([](double gap) { return gap * gap; });
  double deviation = std::sqrt(m2 / (n - 1.0));
  if (is_rounding(returns, deviation)) deviation = 0.0;
  metrics[TrialMetric::Volatility] = root * deviation;
  metrics[TrialMetric::Sharpe] = quotient(mean, deviation) * root;
  if (deviation == 0.0) return;
  const double m3 = moment([](double gap) { return gap * gap * gap; });
  const double m4 = moment([](double gap) { return gap * gap * (gap * gap); });
  const double variance = m2 / n;
  metrics[TrialMetric::SkewBiased] = m3 / n / (variance * std::sqrt(variance));
  metrics[TrialMetric::KurtosisExcessBiased] = m4 / n / (variance * variance) - 3.0;
}

}  // namespace

void measure_equity(std::span<const double> equity, double cash, double periods_per_year,
                    std::vector<double>& returns, TrialMetrics& metrics) {
  to_returns(equity, returns);
  metrics[TrialMetric::Returns] = static_cast<double>(returns.size());
  if (equity.empty()) return;
  metrics[TrialMetric::FinalEquity] = equity.back();
  metrics[TrialMetric::TotalReturn] = equity.back() / cash - 1.0;
  if (returns.empty()) return;
  const double growth = equity.back() / equity.front();
  const double years = static_cast<double>(returns.size()) / periods_per_year;
  metrics[TrialMetric::Cagr] = growth > 0.0 ? std::pow(growth, 1.0 / years) - 1.0 : -1.0;
  const double worst = max_drawdown(equity);
  metrics[TrialMetric::MaxDrawdown] = worst;
  metrics[TrialMetric::Calmar] = quotient(metrics[TrialMetric::Cagr], -worst);
  measure_returns(returns, periods_per_year, metrics);
}

void TradeTally::add(double pnl, double return_fraction) {
  trades += 1;
  wins += pnl > 0.0 ? 1 : 0;
  sum_pnl += pnl;
  (return_fraction > 0.0 ? sum_return_wins : sum_return_losses) += return_fraction;
}

void TradeTally::report(TrialMetrics& metrics) const {
  const auto count = static_cast<double>(trades);
  metrics[TrialMetric::Trades] = count;
  metrics[TrialMetric::TradeWinRate] = quotient(static_cast<double>(wins), count);
  metrics[TrialMetric::TradeExpectancyPnl] = quotient(sum_pnl, count);
  metrics[TrialMetric::TradeProfitFactor] = quotient(sum_return_wins, -sum_return_losses);
}

}  // namespace tw::research
