#include "analytics/deflated_sharpe.hpp"

#include <cmath>
#include <numbers>

#include "analytics/normal_quantile.hpp"
#include "core/assert.hpp"

namespace tw::analytics {

double independent_trials(std::size_t trials, double average_correlation) {
  const double implied =
      average_correlation + (1.0 - average_correlation) * static_cast<double>(trials);
  // A whole number that was missed by the rounding of the correlation stays that number.
  constexpr double kRounding = 1e-9;
  return std::ceil(implied - kRounding);
}

double expected_maximum_sharpe(double trials, double sharpe_deviation) {
  if (trials <= 1.0) return 0.0;
  constexpr double kEuler = std::numbers::egamma;
  const double z = (1.0 - kEuler) * normal_quantile(1.0 - 1.0 / trials) +
                   kEuler * normal_quantile(1.0 - 1.0 / (trials * std::numbers::e));
  return sharpe_deviation * z;
}

Figured deflated_sharpe(const SharpeError& best, double trials, double sharpe_deviation) {
  return probabilistic_sharpe(best, expected_maximum_sharpe(trials, sharpe_deviation));
}

void AverageCorrelation::add(std::span<const double> returns) {
  if (trials_ == 0) total_.assign(returns.size(), 0.0);
  TW_ASSERT(returns.size() == total_.size());
  trials_ += 1;
  const Figured deviation = sample_deviation(returns);
  if (!deviation || *deviation == 0.0) return;
  varying_ += 1;
  const double center = *mean(returns);
  // Scaled so that a trial's own squares add up to 1.
  const double scale = 1.0 / (*deviation * std::sqrt(static_cast<double>(returns.size() - 1)));
  for (std::size_t i = 0; i < returns.size(); ++i) total_[i] += (returns[i] - center) * scale;
}

Figured AverageCorrelation::value() const {
  if (trials_ < 2 || varying_ == 0) return std::nullopt;
  double squares = 0.0;
  for (const double value : total_) squares += value * value;
  const auto count = static_cast<double>(trials_);
  return (squares - static_cast<double>(varying_)) / (count * (count - 1.0));
}

}  // namespace tw::analytics
