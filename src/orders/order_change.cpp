#include "orders/order_change.hpp"

namespace tw::inline orders {
namespace {

/// Returns a request that carries the terms of `change` alone, so that what is done to requests
/// need not be said a second time.
OrderRequest carrier_of(const OrderChange& change, const OrderRequest& working) {
  return {.side = working.side,
          .reduce_only = working.reduce_only,
          .size = Size::units(change.quantity),
          .limit = change.limit,
          .stop = change.stop,
          .trail = change.trail,
          .limit_offset = change.limit_offset};
}

OrderChange carried_by(const OrderRequest& carrier) {
  return {.quantity = carrier.size.quantity(),
          .limit = carrier.limit,
          .stop = carrier.stop,
          .trail = carrier.trail,
          .limit_offset = carrier.limit_offset};
}

}  // namespace

OrderRequest changed(OrderRequest request, const OrderChange& change) {
  if (change.quantity.raw() != 0) request.size = Size::units(change.quantity);
  if (change.limit.raw() != 0) request.limit = change.limit;
  if (change.stop.raw() != 0) request.stop = change.stop;
  if (!change.trail.is_none()) request.trail = change.trail;
  if (change.limit_offset.raw() != 0) request.limit_offset = change.limit_offset;
  return request;
}

OrderChange on_grid(const OrderChange& change, const OrderRequest& working,
                    const Instrument& instrument) {
  return carried_by(on_grid(carrier_of(change, working), instrument));
}

OrderChange in_units(const OrderChange& change, const SplitScale& scale) {
  return carried_by(in_units(carrier_of(change, {}), scale));
}

OrderChange after_split(const OrderChange& change, const OrderRequest& working,
                        const CorporateAction& split, Price tick) {
  return carried_by(after_split(carrier_of(change, working), split, tick));
}

}  // namespace tw::inline orders
