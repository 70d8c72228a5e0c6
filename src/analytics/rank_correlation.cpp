#include "analytics/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// Returns the places of `sample` in ascending order of value.
std::vector<std::size_t> ascending(std::span<const double> sample) {
  std::vector<std::size_t> order(sample.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return sample[i]; });
  return order;
}

/// Sorts `values` and returns how many neighbours changed places: the pairs out of order.
std::int64_t sort_and_count(std::span<double> values, std::span<double> room) {
  if (values.size() < 2) return 0;
  const std::size_t half = values.size() / 2;
  const auto low = values.first(half);
  const auto high = values.subspan(half);
  std::int64_t exchanges =
      sort_and_count(low, room.first(half)) + sort_and_count(high, room.subspan(half));
  std::size_t i = 0;
  std::size_t j = 0;
  for (double& slot : room) {
    const bool takes_high = i == low.size() || (j < high.size() && high[j] < low[i]);
    if (takes_high) exchanges += static_cast<std::int64_t>(low.size() - i);
    slot = takes_high ? high[j++] : low[i++];
  }
  std::ranges::copy(room, values.begin());
  return exchanges;
}

/// Returns how many pairs of neighbours-in-order `is_equal(i, i + 1)` ties together, where equal
/// items stand side by side.
template <class IsEqual>
std::int64_t tied_pairs(std::size_t count, IsEqual is_equal) {
  std::int64_t pairs = 0;
  std::int64_t run = 0;  // How many before this one it is equal to.
  for (std::size_t i = 1; i < count; ++i) {
    run = is_equal(i - 1, i) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

}  // namespace

std::vector<double> ranks(std::span<const double> sample) {
  const std::vector<std::size_t> order = ascending(sample);
  std::vector<double> ranked(sample.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && sample[order[end]] == sample[order[first]]) ++end;
    const double shared = 0.5 * static_cast<double>(first + 1 + end);
    for (; first < end; ++first) ranked[order[first]] = shared;
  }
  return ranked;
}

Figured rank_correlation(std::span<const double> a, std::span<const double> b) {
  TW_ASSERT(a.size() == b.size());
  return correlation(ranks(a), ranks(b));
}

Figured kendall_correlation(std::span<const double> a, std::span<const double> b) {
  TW_ASSERT(a.size() == b.size());
  const std::size_t n = a.size();
  if (n < 2) return std::nullopt;
  std::vector<std::pair<double, double>> pairs;
  pairs.reserve(n);
  for (std::size_t i = 0; i < n; ++i) pairs.emplace_back(a[i], b[i]);
  std::ranges::sort(pairs);

  const auto tied_a =
      tied_pairs(n, [&](std::size_t i, std::size_t j) { return pairs[i].first == pairs[j].first; });
  const auto tied_both =
      tied_pairs(n, [&](std::size_t i, std::size_t j) { return pairs[i] == pairs[j]; });
  std::vector<double> right;
  right.reserve(pairs.size());
  for (const auto& pair : pairs) right.push_back(pair.second);
  std::vector<double> room(n);
  const std::int64_t exchanges = sort_and_count(right, room);
  const auto tied_b =
      tied_pairs(n, [&](std::size_t i, std::size_t j) { return right[i] == right[j]; });

  const auto all = static_cast<std::int64_t>(n) * static_cast<std::int64_t>(n - 1) / 2;
  const std::int64_t agreement = all - tied_a - tied_b + tied_both - 2 * exchanges;
  return ratio(static_cast<double>(agreement), std::sqrt(static_cast<double>(all - tied_a)) *
                                                   std::sqrt(static_cast<double>(all - tied_b)));
}

}  // namespace tw::analytics
