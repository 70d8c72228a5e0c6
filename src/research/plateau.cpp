#include "research/plateau.hpp"

#include <algorithm>
#include <cmath>

#include "research/trial.hpp"

namespace tw::research {
namespace {

constexpr std::size_t kAxesInAllDirections = 4;  // 3^4 - 1 = 80 neighbours.

/// Moves along one axis by `direction` (-1, 0, 1) times its reach. Returns false off the end.
bool move(const Axis& axis, int direction, std::size_t& place) {
  const std::size_t reach = std::max<std::size_t>(1, axis.values.size() / 20);
  if (direction < 0 && place < reach) return false;
  if (direction > 0 && place + reach >= axis.values.size()) return false;
  place = direction < 0 ? place - reach : place + (direction > 0 ? reach : 0);
  return true;
}

void add(const Plan& plan, std::span<const std::size_t> places,
         std::vector<std::uint64_t>& points) {
  const std::uint64_t point = plan.point_at(places);
  if (!plan.contradiction(plan.values_at(point))) points.push_back(point);
}

}  // namespace

std::vector<std::uint64_t> neighbours_of(const Plan& plan, std::uint64_t point) {
  const std::vector<std::size_t> home = plan.places(point);
  const std::size_t axes = home.size();
  std::vector<std::uint64_t> points;
  if (axes > kAxesInAllDirections) {
    for (std::size_t i = 0; i < axes; ++i) {
      for (const int direction : {-1, 1}) {
        std::vector<std::size_t> places = home;
        if (move(plan.axes[i], direction, places[i])) add(plan, places, points);
      }
    }
    return points;
  }
  std::size_t combinations = 1;
  for (std::size_t i = 0; i < axes; ++i) combinations *= 3;
  for (std::size_t code = 0; code < combinations; ++code) {
    std::vector<std::size_t> places = home;
    bool is_inside = true;
    for (std::size_t i = 0, rest = code; i < axes; ++i, rest /= 3) {
      is_inside = is_inside && move(plan.axes[i], static_cast<int>(rest % 3) - 1, places[i]);
    }
    if (is_inside && places != home) add(plan, places, points);
  }
  return points;
}

double plateau_score(double best, std::span<const double> neighbours, double mean_of_all) {
  double sum = 0.0;
  double count = 0.0;
  for (const double score : neighbours) {
    if (std::isnan(score)) continue;
    sum += score;
    count += 1.0;
  }
  if (count == 0.0 || !(best > mean_of_all)) return kUndefined;
  return (sum / count - mean_of_all) / (best - mean_of_all);
}

}  // namespace tw::research
