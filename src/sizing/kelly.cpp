#include "sizing/kelly.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"

namespace tw::sizing {
namespace {

/// Returns the slope of the mean logarithm of growth at `fraction`; it falls as that rises.
double growth_slope(std::span<const double> returns, double fraction) {
  double sum = 0.0;
  for (const double value : returns) sum += value / (1.0 + fraction * value);
  return sum;
}

}  // namespace

double kelly_fraction(const Bet& bet) {
  TW_ASSERT(bet.win > 0.0 && bet.loss > 0.0);
  return bet.win_rate / bet.loss - (1.0 - bet.win_rate) / bet.win;
}

double growth_of(const Bet& bet, double fraction) {
  return bet.win_rate * std::log(1.0 + fraction * bet.win) +
         (1.0 - bet.win_rate) * std::log(1.0 - fraction * bet.loss);
}

double gaussian_kelly(double mean, double variance) { return mean / variance; }

double empirical_kelly(std::span<const double> returns) {
  if (returns.empty() || !(growth_slope(returns, 0.0) > 0.0)) return 0.0;
  const double worst = std::ranges::min(returns);
  if (worst >= 0.0) return kNoLossFraction;
  double low = 0.0;
  double high = -1.0 / worst;  // The slope falls without end towards it.
  for (int halving = 0; halving < 200 && low < high; ++halving) {
    const double middle = low + (high - low) / 2.0;
    if (middle <= low || middle >= high) break;
    (growth_slope(returns, middle) > 0.0 ? low : high) = middle;
  }
  return low;
}

std::optional<std::vector<double>> kelly_of_assets(const SymmetricMatrix& covariance,
                                                   std::span<const double> excess) {
  return solve(covariance, excess);
}

double ruin_probability(double win_rate, int units) {
  if (win_rate <= 0.5) return 1.0;
  return std::pow((1.0 - win_rate) / win_rate, units);
}

}  // namespace tw::sizing
