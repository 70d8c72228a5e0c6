#include "research/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/assert.hpp"

namespace tw::research {
namespace {

/// The order statistics that one quantile needs.
struct Ranks {
  std::size_t below = 0;
  std::size_t above = 0;
  double part = 0.0;  ///< How far from the one below to the one above.
  std::size_t error_below = 0;
  std::size_t error_above = 0;
};

Ranks ranks_of(double fraction, std::size_t count) {
  const auto last = static_cast<double>(count - 1);
  const double place = fraction * last;
  const double spread = 2.0 * std::sqrt(static_cast<double>(count) * fraction * (1.0 - fraction));
  const auto rank = [&](double at) { return static_cast<std::size_t>(std::clamp(at, 0.0, last)); };
  Ranks ranks{.below = rank(place),
              .above = rank(std::floor(place) + 1.0),
              .error_below = rank(std::floor(place - spread)),
              .error_above = rank(std::ceil(place + spread))};
  ranks.part = place - static_cast<double>(ranks.below);
  return ranks;
}

/// Puts the values that belong at `ranks` (ascending) there. Units: ranks count from `values`.
void place_ranks(std::span<double> values, std::size_t offset, std::span<const std::size_t> ranks) {
  if (ranks.empty() || values.size() < 2) return;
  const std::size_t middle = ranks.size() / 2;
  const std::size_t at = ranks[middle] - offset;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  place_ranks(values.first(at), offset, ranks.first(middle));
  place_ranks(values.subspan(at + 1), ranks[middle] + 1, ranks.subspan(middle + 1));
}

}  // namespace

std::vector<QuantileEstimate> quantiles(std::span<double> values,
                                        std::span<const double> fractions) {
  TW_ASSERT(!values.empty());
  std::vector<std::size_t> wanted;
  for (const double fraction : fractions) {
    TW_ASSERT(fraction >= 0.0 && fraction <= 1.0);
    const Ranks ranks = ranks_of(fraction, values.size());
    wanted.insert(wanted.end(), {ranks.below, ranks.above, ranks.error_below, ranks.error_above});
  }
  std::ranges::sort(wanted);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  place_ranks(values, 0, wanted);

  std::vector<QuantileEstimate> estimates;
  for (const double fraction : fractions) {
    const Ranks ranks = ranks_of(fraction, values.size());
    const double below = values[ranks.below];
    estimates.push_back({.fraction = fraction,
                         .value = below + ranks.part * (values[ranks.above] - below),
                         .error = 0.25 * (values[ranks.error_above] - values[ranks.error_below])});
  }
  return estimates;
}

}  // namespace tw::research
