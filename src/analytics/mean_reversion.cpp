#include "analytics/mean_reversion.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "analytics/least_squares.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

std::vector<double> differences(std::span<const double> values, std::size_t lag) {
  std::vector<double> steps;
  for (std::size_t i = lag; i < values.size(); ++i) steps.push_back(values[i] - values[i - lag]);
  return steps;
}

/// Returns the deviation with divisor n.
Figured population_deviation(std::span<const double> sample) {
  const auto n = static_cast<double>(sample.size());
  return scaled(sample_deviation(sample), std::sqrt((n - 1.0) / n));
}

/// Returns theta, the variance of the ratio under changing volatility.
double robust_variance(std::span<const double> squares, std::size_t lag) {
  const double total = sum(squares);
  double theta = 0.0;
  for (std::size_t j = 1; j < lag; ++j) {
    double products = 0.0;
    for (std::size_t i = j; i < squares.size(); ++i) products += squares[i] * squares[i - j];
    const double weight = 2.0 * static_cast<double>(lag - j) / static_cast<double>(lag);
    theta += weight * weight * products / (total * total);
  }
  return theta;
}

}  // namespace

std::optional<Reversion> reversion(std::span<const double> values) {
  if (values.size() < 4) return std::nullopt;
  const auto levels = values.first(values.size() - 1);
  const auto fit =
      least_squares({std::vector<double>(levels.size(), 1.0), {levels.begin(), levels.end()}},
                    differences(values, 1));
  if (!fit) return std::nullopt;
  Reversion result{.slope = fit->coefficients[1]};
  if (result.slope < 0.0) result.half_life_bars = -std::numbers::ln2 / result.slope;
  return result;
}

Figured hurst_exponent(std::span<const double> values, std::size_t lag_max) {
  if (values.size() <= lag_max + 1) return std::nullopt;
  std::vector<double> log_lags;
  std::vector<double> log_deviations;
  for (std::size_t lag = 2; lag <= lag_max; ++lag) {
    const Figured deviation = population_deviation(differences(values, lag));
    if (!deviation || *deviation == 0.0) return std::nullopt;
    log_lags.push_back(std::log(static_cast<double>(lag)));
    log_deviations.push_back(std::log(*deviation));
  }
  return ratio(covariance(log_lags, log_deviations), covariance(log_lags, log_lags));
}

std::optional<VarianceRatio> variance_ratio(std::span<const double> values, std::size_t lag) {
  TW_ASSERT(lag >= 2);
  if (values.size() <= lag + 1) return std::nullopt;
  const auto steps = static_cast<double>(values.size() - 1);
  const auto q = static_cast<double>(lag);
  const double drift = (values.back() - values.front()) / steps;
  std::vector<double> squares;
  for (const double step : differences(values, 1))
    squares.push_back((step - drift) * (step - drift));
  double long_squares = 0.0;
  for (const double step : differences(values, lag)) {
    long_squares += (step - q * drift) * (step - q * drift);
  }
  const double scale = q * (steps - q + 1.0) * (1.0 - q / steps);
  const Figured found = ratio(long_squares / scale, sum(squares) / (steps - 1.0));
  if (!found) return std::nullopt;
  return VarianceRatio{.ratio = *found,
                       .z = ratio(*found - 1.0, std::sqrt(robust_variance(squares, lag)))};
}

std::vector<double> autocorrelations(std::span<const double> sample, std::size_t lag_max) {
  std::vector<double> result;
  const Figured deviation = sample_deviation(sample);
  if (!deviation || *deviation == 0.0) return result;
  const double center = *mean(sample);
  double level = 0.0;
  for (const double value : sample) level += (value - center) * (value - center);
  for (std::size_t lag = 0; lag <= lag_max && lag < sample.size(); ++lag) {
    double product = 0.0;
    for (std::size_t i = lag; i < sample.size(); ++i) {
      product += (sample[i] - center) * (sample[i - lag] - center);
    }
    result.push_back(product / level);
  }
  return result;
}

std::vector<Figured> rolling_z_score(std::span<const double> values, std::size_t window) {
  TW_ASSERT(window >= 2);
  std::vector<Figured> scores(values.size());
  for (std::size_t last = window - 1; last < values.size(); ++last) {
    const auto part = values.subspan(last + 1 - window, window);
    scores[last] = ratio(values[last] - *mean(part), sample_deviation(part));
  }
  return scores;
}

}  // namespace tw::analytics
