#include "research/block_length.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace tw::research {
namespace {

/// Returns Σ a[i] a[i + lag].
double product_at(std::span<const double> a, std::size_t lag) {
  double sum = 0.0;
  for (std::size_t i = lag; i < a.size(); ++i) sum += a[i] * a[i - lag];
  return sum;
}

double squares(std::span<const double> a) { return product_at(a, 0); }

std::vector<double> less_mean(std::span<const double> sample) {
  double mean = 0.0;
  for (const double value : sample) mean += value;
  mean /= static_cast<double>(sample.size());
  std::vector<double> gaps;
  for (const double value : sample) gaps.push_back(value - mean);
  return gaps;
}

/// Returns the first lag behind which `run` autocorrelations in a row are negligible.
std::optional<std::size_t> last_lag(std::span<const double> gaps, std::size_t run,
                                    std::size_t lag_max) {
  const auto n = static_cast<double>(gaps.size());
  const double negligible = 2.0 * std::sqrt(std::log10(n) / n);
  std::size_t quiet = 0;
  for (std::size_t lag = 0; lag <= lag_max; ++lag) {
    if (lag >= run && quiet >= run) return lag - run;
    const double before = squares(gaps.first(gaps.size() - lag - 1));
    const double after = squares(gaps.subspan(lag + 1));
    const double correlation = std::abs(product_at(gaps, lag)) / std::sqrt(before * after);
    quiet = correlation < negligible ? quiet + 1 : 0;
  }
  return std::nullopt;
}

}  // namespace

BlockLength optimal_block_length(std::span<const double> sample) {
  constexpr std::size_t kSampleMin = 10;
  if (sample.size() < kSampleMin) return {};
  const std::vector<double> gaps = less_mean(sample);
  if (!(squares(gaps) > 0.0)) return {};

  const auto n = static_cast<double>(sample.size());
  const double longest = std::ceil(std::min(3.0 * std::sqrt(n), n / 3.0));
  const auto run = std::max<std::size_t>(5, static_cast<std::size_t>(std::log10(n)));
  const std::size_t lag_max =
      std::min(static_cast<std::size_t>(std::ceil(std::sqrt(n))) + run, sample.size() - 2);
  const auto found = last_lag(gaps, run, lag_max);
  const std::size_t width =
      found ? std::min(2 * std::max<std::size_t>(*found, 1), lag_max) : lag_max;

  double slope = 0.0;
  double variance = squares(gaps) / n;
  for (std::size_t lag = 1; lag <= width; ++lag) {
    const double part = static_cast<double>(lag) / static_cast<double>(width);
    const double weight = part <= 0.5 ? 1.0 : 2.0 * (1.0 - part);
    const double covariance = product_at(gaps, lag) / n;
    slope += 2.0 * weight * static_cast<double>(lag) * covariance;
    variance += 2.0 * weight * covariance;
  }
  const auto length = [&](double factor) {
    const double optimal =
        std::cbrt(2.0 * slope * slope / (factor * variance * variance)) * std::cbrt(n);
    return std::isfinite(optimal) ? std::min(optimal, longest) : 1.0;
  };
  return {.stationary = length(2.0), .circular = length(4.0 / 3.0)};
}

}  // namespace tw::research
