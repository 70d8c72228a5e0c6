#pragma once

#include <optional>
#include <string_view>

#include "orders/blotter.hpp"
#include "orders/order_event.hpp"
#include "orders/order_state.hpp"

// What a venue's report means to whoever keeps a record of orders: the desk as it trades, and the
// tables that are made from its journal.
namespace tw::inline orders {

/// What is known of an order when a report of it arrives.
struct OrderProgress {
  InstrumentId instrument{};
  Side side = Side::Buy;
  Quantity filled;
  /// The most that may still trade; nothing while only the venue knows the order's size.
  std::optional<Quantity> most_remaining;
};

/// Returns what a report is to the state machine. A fill is the last when it says so, or when
/// nothing can be left behind it.
OrderInput input_of(const OrderEvent& event, const OrderProgress& order);

/// Returns why a fill cannot be one of the order, if it cannot.
std::optional<Mismatch> mismatch_of(const OrderEvent& fill, const OrderProgress& order);

/// Returns why the venue traded by itself: "ruin", "margin_call", "cash_in_lieu". Nothing for the
/// report of an order of ours, and for a fill that nobody can explain.
std::optional<std::string_view> venue_trade_of(const OrderEvent& event);

}  // namespace tw::inline orders
