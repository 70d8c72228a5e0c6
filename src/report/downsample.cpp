#include "report/downsample.hpp"

#include <algorithm>
#include <numeric>

#include "core/assert.hpp"

namespace tw::report {
namespace {

/// Adds the indices of the lowest and the highest value in [from, to), if there is one.
void add_extremes(std::span<const double> values, std::size_t from, std::size_t to,
                  std::vector<std::size_t>& kept) {
  std::size_t low = to;
  std::size_t high = to;
  for (std::size_t i = from; i < to; ++i) {
    if (values[i] != values[i]) continue;
    if (low == to || values[i] < values[low]) low = i;
    if (high == to || values[i] > values[high]) high = i;
  }
  if (low == to) return;
  kept.push_back(low);
  kept.push_back(high);
}

}  // namespace

std::vector<std::size_t> keep_extremes(std::span<const std::span<const double>> series,
                                       std::size_t count_max) {
  TW_ASSERT(count_max >= 2 + 2 * series.size());
  const std::size_t count = series.empty() ? 0 : series.front().size();
  std::vector<std::size_t> kept;
  if (count <= count_max) {
    kept.resize(count);
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    return kept;
  }
  const std::size_t buckets = (count_max - 2) / (2 * series.size());
  kept.push_back(0);
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    const std::size_t from = bucket * count / buckets;
    const std::size_t to = (bucket + 1) * count / buckets;
    for (const auto values : series) add_extremes(values, from, to, kept);
  }
  kept.push_back(count - 1);
  std::ranges::sort(kept);
  const auto repeats = std::ranges::unique(kept);
  kept.erase(repeats.begin(), repeats.end());
  return kept;
}

}  // namespace tw::report
