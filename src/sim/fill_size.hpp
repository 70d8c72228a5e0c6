#pragma once

#include <optional>

#include "core/money.hpp"
#include "market/instrument.hpp"
#include "orders/order_event.hpp"
#include "sim/resting_order.hpp"
#include "sim/sim_account.hpp"
#include "sim/sim_rules.hpp"

namespace tw::sim {

/// How many units an order may trade now, and why it is not more.
struct FillSize {
  Quantity quantity;
  /// Set when what is left can never trade, so that the order ends after `quantity`.
  OrderReason cut = OrderReason::None;
};

/// Returns the step of quantities that the venue trades: a whole unit where the instrument leaves
/// it free and the rules do not.
Quantity lot_of(const Instrument& instrument, const SimRules& rules);

/// Sizes a fill of `order` at `price` (its spread included; `quoted` is the price without it).
///
/// Exits are cut to what is held, fractions are resolved, entries must be paid for. The volume of
/// the market is not looked at here.
FillSize size_fill(const RestingOrder& order, const Instrument& instrument, const SimRules& rules,
                   const SimAccount& account, Price price, Price quoted);

/// Returns what a new order would take from the free margin at its own price, its limit or its
/// stop, and otherwise at the last price seen; below zero for what closes. Nothing when that leaves
/// the range of Money.
std::optional<Money> cost_on_arrival(const RestingOrder& order, const Instrument& instrument,
                                     const SimRules& rules, const SimAccount& account);

}  // namespace tw::sim
