#include "research/measure_trial.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tw::research {
namespace {

// Sums are made in lanes: one sum alone would wait for each of its additions. The lanes are fixed,
// so that every machine adds in the same order.
using Doubles = double __attribute__((vector_size(16)));
constexpr std::size_t kDoubles = 2;
constexpr std::size_t kStep = 2 * kDoubles;  // Two registers at a time hide what an addition waits.

Doubles load(const double* from) {
  Doubles lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

Doubles all(double value) { return Doubles{value, value}; }

/// What one pass over the returns adds up.
struct FirstPass {
  double sum = 0.0;
  double squares_below = 0.0;
  double largest = 0.0;  ///< Without sign.
};

FirstPass first_pass(std::span<const double> returns) {
  Doubles sums[2] = {};
  Doubles below[2] = {};
  Doubles low[2] = {};
  Doubles high[2] = {};
  const Doubles zero = all(0.0);
  std::size_t i = 0;
  for (; i + kStep <= returns.size(); i += kStep) {
    for (std::size_t half = 0; half < 2; ++half) {
      const Doubles r = load(returns.data() + i + half * kDoubles);
      const Doubles loss = r < zero ? r : zero;
      sums[half] += r;
      below[half] += loss * loss;
      low[half] = r < low[half] ? r : low[half];
      high[half] = r > high[half] ? r : high[half];
    }
  }
  const Doubles sum = sums[0] + sums[1];
  const Doubles squares = below[0] + below[1];
  FirstPass pass{.sum = sum[0] + sum[1], .squares_below = squares[0] + squares[1]};
  for (std::size_t half = 0; half < 2; ++half) {
    for (std::size_t lane = 0; lane < kDoubles; ++lane) {
      pass.largest = std::max({pass.largest, high[half][lane], -low[half][lane]});
    }
  }
  for (; i < returns.size(); ++i) {
    const double loss = std::min(returns[i], 0.0);
    pass.sum += returns[i];
    pass.squares_below += loss * loss;
    pass.largest = std::max(pass.largest, std::abs(returns[i]));
  }
  return pass;
}

/// The sums of the second, third and fourth powers about the mean.
struct Powers {
  double second = 0.0;
  double third = 0.0;
  double fourth = 0.0;
};

Powers powers_about(double mean, std::span<const double> returns) {
  Doubles second[2] = {};
  Doubles third[2] = {};
  Doubles fourth[2] = {};
  const Doubles middle = all(mean);
  std::size_t i = 0;
  for (; i + kStep <= returns.size(); i += kStep) {
    for (std::size_t half = 0; half < 2; ++half) {
      const Doubles gap = load(returns.data() + i + half * kDoubles) - middle;
      const Doubles square = gap * gap;
      second[half] += square;
      third[half] += square * gap;
      fourth[half] += square * square;
    }
  }
  const auto total = [](const Doubles* lanes) {
    const Doubles both = lanes[0] + lanes[1];
    return both[0] + both[1];
  };
  Powers powers{.second = total(second), .third = total(third), .fourth = total(fourth)};
  for (; i < returns.size(); ++i) {
    const double gap = returns[i] - mean;
    const double square = gap * gap;
    powers.second += square;
    powers.third += square * gap;
    powers.fourth += square * square;
  }
  return powers;
}

double quotient(double numerator, double denominator) {
  const double value = numerator / denominator;
  return denominator == 0.0 || !std::isfinite(value) ? kUndefined : value;
}

void to_returns(std::span<const double> equity, std::vector<double>& returns) {
  returns.resize(equity.size() < 2 ? 0 : equity.size() - 1);
  for (std::size_t i = 0; i < returns.size(); ++i) returns[i] = equity[i + 1] / equity[i] - 1.0;
  // After ruin there is nothing left to earn on.
  const auto ruin = std::ranges::find_if(equity, [](double value) { return value <= 0.0; });
  const auto from = std::min(static_cast<std::size_t>(ruin - equity.begin()), returns.size());
  std::fill(returns.begin() + static_cast<std::ptrdiff_t>(from), returns.end(), 0.0);
}

double max_drawdown(std::span<const double> equity) {
  double peak = equity.front();
  double worst = 1.0;  // Of value / peak.
  double floor = peak;
  for (const double value : equity) {
    if (value >= floor && value <= peak) continue;
    if (value > peak) {
      peak = value;
    } else {
      worst = std::min(worst, value / peak);
    }
    floor = worst * peak;
  }
  return worst - 1.0;
}

/// The spread of a sample that is only the rounding of its own values counts as none.
bool is_rounding(double deviation, double largest) { return deviation <= 1e-13 * largest; }

void measure_returns(std::span<const double> returns, double periods, TrialMetrics& metrics) {
  const auto n = static_cast<double>(returns.size());
  const FirstPass pass = first_pass(returns);
  const double mean = pass.sum / n;
  const double root = std::sqrt(periods);
  metrics[TrialMetric::Sortino] =
      quotient(periods * mean, root * std::sqrt(pass.squares_below / n));
  if (returns.size() < 2) return;
  const Powers powers = powers_about(mean, returns);
  double deviation = std::sqrt(powers.second / (n - 1.0));
  if (is_rounding(deviation, pass.largest)) deviation = 0.0;
  metrics[TrialMetric::Volatility] = root * deviation;
  metrics[TrialMetric::Sharpe] = quotient(mean, deviation) * root;
  if (deviation == 0.0) return;
  const double variance = powers.second / n;
  metrics[TrialMetric::SkewBiased] = powers.third / n / (variance * std::sqrt(variance));
  metrics[TrialMetric::KurtosisExcessBiased] = powers.fourth / n / (variance * variance) - 3.0;
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
