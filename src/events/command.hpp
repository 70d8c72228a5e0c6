#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/ids.hpp"
#include "orders/approved.hpp"
#include "orders/order_change.hpp"
#include "orders/order_request.hpp"

namespace tw::inline events {

/// Sends an approved order to the venue.
struct SubmitOrder {
  ClientOrderId id = kNoOrder;
  Approved<OrderRequest> request;
};

/// Asks the venue to cancel what is left of an order.
struct CancelOrder {
  ClientOrderId id = kNoOrder;
};

/// Asks the venue to give an order other terms. It keeps its id.
struct ReplaceOrder {
  ClientOrderId id = kNoOrder;
  InstrumentId instrument{};
  Side side = Side::Buy;
  Approved<OrderChange> change;
};

/// Everything that can be asked of a venue.
using Command = std::variant<SubmitOrder, CancelOrder, ReplaceOrder>;

/// The commands of one step, in the order in which they must leave.
using Commands = std::vector<Command>;

}  // namespace tw::inline events
