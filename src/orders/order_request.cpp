#include "orders/order_request.hpp"

namespace tw::inline orders {
namespace {

void put_on_ticks(OrderRequest& request, Price tick) {
  if (tick.raw() == 0) return;
  request.limit =
      to_tick(request.limit, tick, request.side == Side::Buy ? Rounding::Down : Rounding::Up);
  request.stop = to_tick(request.stop, tick, Rounding::HalfEven);
}

}  // namespace

OrderRequest on_grid(OrderRequest request, const Instrument& instrument) {
  put_on_ticks(request, instrument.tick);
  if (!request.reduce_only && request.size.quantity().raw() != 0) {
    request.size = Size::units(to_lot(request.size.quantity(), instrument.lot));
  }
  return request;
}

OrderRequest after_split(OrderRequest request, const CorporateAction& split, Price tick) {
  if (request.size.quantity().raw() != 0) {
    request.size = Size::units(after_split(request.size.quantity(), split));
  }
  request.limit = after_split(request.limit, split);
  request.stop = after_split(request.stop, split);
  put_on_ticks(request, tick);
  return request;
}

}  // namespace tw::inline orders
