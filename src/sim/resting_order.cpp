#include "sim/resting_order.hpp"

namespace tw::sim {
namespace {

/// Returns where a stop stands that is `trail` away from `price`.
Price stop_at(Side side, Trail trail, Price price, Price tick) {
  const Price distance =
      trail.is_percent() ? portion(price, trail.percent(), Rounding::HalfEven) : trail.amount();
  return to_tick(side == Side::Sell ? price - distance : price + distance, tick,
                 Rounding::HalfEven);
}

void put_limit_behind_stop(OrderRequest& request) {
  if (request.type != OrderType::TrailingStopLimit) return;
  const bool sells = request.side == Side::Sell;
  request.limit = sells ? request.stop - request.limit_offset : request.stop + request.limit_offset;
}

}  // namespace

void RestingOrder::follow(Price price, Price tick) {
  const Price reached = stop_at(request.side, request.trail, price, tick);
  if (reached.raw() <= 0) return;  // The trail of a sell is longer than the price.
  const bool is_tighter =
      request.side == Side::Sell ? reached > request.stop : reached < request.stop;
  if (!is_tighter && request.stop.raw() != 0) return;
  request.stop = reached;
  put_limit_behind_stop(request);
}

Quantity RestingOrder::quantity_after(const OrderChange& change) const {
  if (change.quantity.raw() == 0) return quantity;
  const Quantity said = request.size.quantity();
  return said.raw() == 0 ? change.quantity : quantity + (change.quantity - said);
}

void RestingOrder::change(const OrderChange& change, Price last, Price tick) {
  quantity = quantity_after(change);
  request = changed(request, change);
  if (!is_trailing() || is_held) return;  // It starts when its parent wakes it.
  const bool moves_stop = change.stop.raw() == 0 && !is_triggered && last.raw() > 0;
  put_limit_behind_stop(request);
  if (moves_stop) follow(last, tick);
}

void RestingOrder::start_trail(Price price, Price tick) {
  if (request.stop.raw() != 0) {
    put_limit_behind_stop(request);
  } else if (price.raw() > 0) {
    follow(price, tick);
  }
}

}  // namespace tw::sim
