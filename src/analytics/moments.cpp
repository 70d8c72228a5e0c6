#include "analytics/moments.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// Below this share of the largest value a spread is rounding and not variation.
constexpr double kSpreadNoise = 1e-13;

double largest_magnitude(std::span<const double> sample) {
  double largest = 0.0;
  for (const double value : sample) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

Figured ratio(Figured numerator, Figured denominator) {
  if (!numerator || !denominator || *denominator == 0.0) return std::nullopt;
  const double quotient = *numerator / *denominator;
  if (!std::isfinite(quotient)) return std::nullopt;
  return quotient;
}

Figured scaled(Figured figure, double factor) {
  if (!figure) return std::nullopt;
  return *figure * factor;
}

double sum(std::span<const double> sample) {
  double total = 0.0;
  for (const double value : sample) total += value;
  return total;
}

Figured mean(std::span<const double> sample) {
  if (sample.empty()) return std::nullopt;
  return sum(sample) / static_cast<double>(sample.size());
}

Figured sample_deviation(std::span<const double> sample) {
  const Figured variance = covariance(sample, sample);
  if (!variance) return std::nullopt;
  const double deviation = std::sqrt(*variance);
  return deviation <= kSpreadNoise * largest_magnitude(sample) ? 0.0 : deviation;
}

Figured covariance(std::span<const double> a, std::span<const double> b) {
  TW_ASSERT(a.size() == b.size());
  if (a.size() < 2) return std::nullopt;
  const double mean_a = *mean(a);
  const double mean_b = *mean(b);
  double total = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) total += (a[i] - mean_a) * (b[i] - mean_b);
  return total / static_cast<double>(a.size() - 1);
}

Figured correlation(std::span<const double> a, std::span<const double> b) {
  const Figured deviation_a = sample_deviation(a);
  const Figured deviation_b = sample_deviation(b);
  if (!deviation_a || !deviation_b) return std::nullopt;
  return ratio(covariance(a, b), *deviation_a * *deviation_b);
}

Shape shape(std::span<const double> sample) {
  const Figured deviation = sample_deviation(sample);
  if (!deviation || *deviation == 0.0) return {};
  const double center = *mean(sample);
  double m2 = 0.0;
  double m3 = 0.0;
  double m4 = 0.0;
  for (const double value : sample) {
    const double gap = value - center;
    m2 += gap * gap;
    m3 += gap * gap * gap;
    m4 += gap * gap * gap * gap;
  }
  const auto n = static_cast<double>(sample.size());
  m2 /= n;
  m3 /= n;
  m4 /= n;

  const double skew = m3 / std::pow(m2, 1.5);
  const double excess = m4 / (m2 * m2) - 3.0;
  Shape result{.skew_biased = skew, .kurtosis_excess_biased = excess};
  if (sample.size() >= 3) result.skew_unbiased = std::sqrt(n * (n - 1)) / (n - 2) * skew;
  if (sample.size() >= 4) {
    result.kurtosis_excess_unbiased = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6);
  }
  return result;
}

Figured percentile(std::span<const double> sorted, double fraction) {
  TW_ASSERT(fraction >= 0.0 && fraction <= 1.0);
  if (sorted.empty()) return std::nullopt;
  const double place = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

double normal_density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}

double normal_cumulative(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

}  // namespace tw::analytics
