#pragma once

#include <cstdint>

#include "core/money.hpp"
#include "core/ratio.hpp"

namespace tw::sizing {

/// What one trade may lose at its stop, of the equity: the default, and what is never passed.
inline constexpr Ratio kRiskDefault = Ratio::from_raw(kDecimals8 / 100);
inline constexpr Ratio kRiskMax = Ratio::from_raw(kDecimals8 / 50);

/// Returns the units that lose `risk` of `equity` when the price goes `distance` against them,
/// rounded down; zero when there is no equity.
///
/// `multiplier` is what one point of price is worth for one unit. Requires `distance > 0` and a
/// risk above zero, up to `kRiskMax`. A distance of some ATR makes it the volatility stop's size.
Quantity units_at_risk(Money equity, Ratio risk, Price distance, std::int32_t multiplier = 1);

/// Returns the units that `weight` of `equity` buys at `price`, rounded down.
/// Requires `price > 0` and a finite weight that is not negative.
Quantity units_of_weight(Money equity, double weight, Price price, std::int32_t multiplier = 1);

/// Returns the weight at which something this volatile is as volatile as `target`, no more than
/// `weight_max`. Both are annual; something that stands still gets the most.
double volatility_weight(double volatility, double target, double weight_max);

/// Returns `weight` times what one is sure of, from 0 to 1; what is outside counts as its end, and
/// what is no number as no confidence.
double confidence_weight(double weight, double confidence);

}  // namespace tw::sizing
