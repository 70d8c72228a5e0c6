#include "analytics/drawdown.hpp"

#include <algorithm>
#include <utility>

#include "core/assert.hpp"

namespace tw::analytics {

std::vector<double> drawdown_series(std::span<const double> values) {
  std::vector<double> series;
  series.reserve(values.size());
  double high = values.empty() ? 0.0 : values.front();
  for (const double value : values) {
    high = std::max(high, value);
    series.push_back(high > 0.0 ? value / high - 1.0 : 0.0);
  }
  return series;
}

std::vector<Drawdown> find_drawdowns(std::span<const double> values) {
  std::vector<Drawdown> found;
  if (values.empty() || values.front() <= 0.0) return found;
  double high = values.front();
  std::size_t peak = 0;
  bool is_under = false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] >= high) {
      if (is_under) found.back().recovery = i;
      if (values[i] > high) peak = i;
      is_under = false;
      high = values[i];
      continue;
    }
    const double depth = values[i] / high - 1.0;
    if (!is_under) found.push_back({.peak = peak, .first_under = i, .trough = i});
    is_under = true;
    if (depth < found.back().depth) {
      found.back().depth = depth;
      found.back().trough = i;
    }
  }
  return found;
}

std::optional<Drawdown> deepest(std::span<const Drawdown> drawdowns) {
  if (drawdowns.empty()) return std::nullopt;
  return *std::ranges::min_element(drawdowns, {}, &Drawdown::depth);
}

std::vector<Drawdown> deepest(std::span<const Drawdown> drawdowns, std::size_t count) {
  std::vector<Drawdown> sorted(drawdowns.begin(), drawdowns.end());
  std::ranges::sort(sorted, {}, [](const Drawdown& drawdown) {
    return std::pair{drawdown.depth, drawdown.first_under};
  });
  sorted.resize(std::min(count, sorted.size()));
  return sorted;
}

int days_under(const Drawdown& drawdown, std::span<const Date> dates) {
  TW_ASSERT(drawdown.first_under >= 1 && drawdown.first_under < dates.size());
  return dates[drawdown.recovery.value_or(dates.size() - 1)] - dates[drawdown.first_under - 1];
}

}  // namespace tw::analytics
