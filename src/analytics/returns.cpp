#include "analytics/returns.hpp"

#include "core/assert.hpp"

namespace tw::analytics {

std::vector<double> simple_returns(std::span<const double> values) {
  std::vector<double> returns;
  if (values.size() < 2) return returns;
  returns.reserve(values.size() - 1);
  bool is_ruined = false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    is_ruined = is_ruined || values[i - 1] <= 0.0;
    returns.push_back(is_ruined ? 0.0 : values[i] / values[i - 1] - 1.0);
  }
  return returns;
}

std::vector<double> wealth_curve(std::span<const double> returns) {
  std::vector<double> wealth;
  wealth.reserve(returns.size() + 1);
  wealth.push_back(1.0);
  for (const double r : returns) wealth.push_back(wealth.back() * (1.0 + r));
  return wealth;
}

double compound(std::span<const double> returns) {
  double wealth = 1.0;
  for (const double r : returns) wealth *= 1.0 + r;
  return wealth - 1.0;
}

Joined inner_join(const DatedValues& left, const DatedValues& right) {
  TW_ASSERT(left.dates.size() == left.values.size());
  TW_ASSERT(right.dates.size() == right.values.size());
  Joined joined;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < left.size() && j < right.size()) {
    if (left.dates[i] < right.dates[j]) {
      ++i;
    } else if (right.dates[j] < left.dates[i]) {
      ++j;
    } else {
      joined.dates.push_back(left.dates[i]);
      joined.left.push_back(left.values[i++]);
      joined.right.push_back(right.values[j++]);
    }
  }
  return joined;
}

}  // namespace tw::analytics
