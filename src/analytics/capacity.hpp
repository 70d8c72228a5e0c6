#pragma once

#include <span>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// One fill, and how much of its market it was.
struct MarketFill {
  double value = 0.0;             ///< |price x quantity|, account currency.
  double daily_value = 0.0;       ///< What the market trades of it in a session.
  double daily_volatility = 0.0;  ///< The deviation of a session's return.
};

/// Returns how many times larger the account could have been before its own impact had taken
/// `share` of `profit`: the strategy's capacity as a multiple of what was traded.
///
/// Moving the market by a fill costs volatility x sqrt(value / daily value) of its value, so costs
/// grow with the 3/2nd power of the account and profit with the first. Assumes that every fill
/// grows in proportion, that `profit` has no impact in it yet, and that a fill is done within one
/// session. Nothing without a profit, without fills, or where a market is not known. Source: the
/// square-root law of impact with coefficient 1; Torre, "BARRA Market Impact Model
///         Handbook" (1997); Toth et al. (2011).
Figured capacity_multiple(std::span<const MarketFill> fills, double profit, double share = 0.5);

}  // namespace tw::analytics
