#include "analytics/capacity.hpp"

#include <cmath>

namespace tw::analytics {

Figured capacity_multiple(std::span<const MarketFill> fills, double profit, double share) {
  if (!(profit > 0.0)) return std::nullopt;
  double impact = 0.0;
  for (const MarketFill& fill : fills) {
    if (!(fill.daily_value > 0.0)) return std::nullopt;
    impact += fill.value * fill.daily_volatility * std::sqrt(fill.value / fill.daily_value);
  }
  // k^(3/2) impact = share k profit.
  const Figured root = ratio(share * profit, impact);
  if (!root) return std::nullopt;
  return *root * *root;
}

}  // namespace tw::analytics
