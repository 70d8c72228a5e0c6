#pragma once

#include <cstdint>
#include <optional>

#include "market/bar.hpp"
#include "orders/order_request.hpp"
#include "sim/sim_rules.hpp"

namespace tw::sim {

/// Where in a bar something happened.
enum class BarMoment : std::uint8_t { Open, Inside, Close };

/// What a bar does to a resting order, cost models aside.
struct BarTouch {
  Price price;
  BarMoment moment = BarMoment::Open;
  /// The stop was touched but the limit behind it was not: a plain limit from the next bar on.
  bool only_triggered = false;
};

/// The order's prices as the venue keeps them.
struct RestingPrices {
  Side side = Side::Buy;
  OrderType type = OrderType::Market;
  Price limit;
  Price stop;
  bool is_triggered = false;  ///< The stop was touched in an earlier bar.
};

/// Returns what `bar` does to a limit, stop or stop-limit order that rested before it opened, or
/// nothing when it does not reach it.
///
/// A stop fills at the worse of stop and open, a limit at the better of limit and open. Once
/// triggered, what is left of a stop is a market order and of a stop-limit a limit. With
/// `needs_trade_through` a price inside the bar must pass a limit, not only touch it; an open at
/// the limit is enough, since it is then the first price there is.
std::optional<BarTouch> touch(const Bar& bar, const RestingPrices& order, bool needs_trade_through);

/// Returns the price at which a market order fills on `bar`, before spread.
BarTouch market_price(const Bar& bar, FillTiming timing);

}  // namespace tw::sim
