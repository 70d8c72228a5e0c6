#include "sizing/position_size.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace tw::sizing {
namespace {

/// Returns `amount` / `each` in units, rounded down; as many as there can be beyond the range.
Quantity units_for(Wide amount, Wide each) {
  if (amount <= 0) return {};
  const auto raw = divide_rounded(amount * kDecimals8, each, Rounding::Down);
  return raw ? Quantity::from_raw(*raw) : Quantity::max();
}

}  // namespace

Quantity units_at_risk(Money equity, Ratio risk, Price distance, std::int32_t multiplier) {
  TW_ASSERT(distance.raw() > 0 && multiplier > 0);
  TW_ASSERT(risk.raw() > 0 && risk <= kRiskMax);
  // Risk is a part of one, so the product is divided before it meets the next factor.
  const Money lost = portion(std::max(equity, Money{}), risk, Rounding::Down);
  return units_for(lost.raw(), Wide{distance.raw()} * multiplier);
}

Quantity units_of_weight(Money equity, double weight, Price price, std::int32_t multiplier) {
  TW_ASSERT(price.raw() > 0 && multiplier > 0 && weight >= 0.0);
  const auto part = Ratio::from_double(weight);
  if (!part) return Quantity::max();
  const auto raw = divide_rounded(Wide{std::max(equity, Money{}).raw()} * part->raw(), kDecimals8,
                                  Rounding::Down);
  if (!raw) return Quantity::max();
  return units_for(*raw, Wide{price.raw()} * multiplier);
}

double volatility_weight(double volatility, double target, double weight_max) {
  if (!(volatility > 0.0)) return weight_max;
  return std::min(target / volatility, weight_max);
}

double confidence_weight(double weight, double confidence) {
  if (!(confidence > 0.0)) return 0.0;
  return weight * std::min(confidence, 1.0);
}

}  // namespace tw::sizing
