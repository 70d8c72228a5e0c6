#include "strategy/context.hpp"

#include <cmath>

namespace tw::strategy {

Price Context::entry_price(InstrumentId id) const {
  const auto lots = desk_.portfolio.lots(id);
  return lots.empty() ? Price{} : lots.front().entry_price;
}

ClientOrderId Context::order(OrderRequest request) {
  if (asks_.size() == desk_.asks_max) {
    dropped_ += 1;
    return kNoOrder;
  }
  const ClientOrderId id = desk_.blotter.next_id();
  // The decision's number ties an order to its siblings and, later, to its explanation.
  if (request.correlation == CorrelationId{}) {
    if (asks_.empty()) decision_ += 1;
    request.correlation = CorrelationId{decision_};
  }
  push({.kind = Ask::Kind::Order, .id = id, .request = request});
  return id;
}

void Context::cancel(ClientOrderId id) {
  if (asks_.empty()) decision_ += 1;
  push({.kind = Ask::Kind::Cancel, .id = id, .request = {}});
}

void Context::push(const Ask& ask) {
  if (asks_.size() == desk_.asks_max) {
    dropped_ += 1;
    return;
  }
  asks_.push_back(ask);
}

void Context::enter(InstrumentId id, Side side, Label tag, const Exits& exits) {
  const bool stands = side == Side::Buy ? is_long(id) : is_short(id);
  if (stands || is_entering(id, side)) return;
  exit(id, tag);
  const OrderRequest entry{
      .instrument = id, .side = side, .type = OrderType::Market, .size = size_, .tag = tag};
  bracket(entry, exits);
}

ClientOrderId Context::bracket(const OrderRequest& entry, const Exits& exits) {
  const std::size_t asks = 1U + (exits.has_stop() ? 1U : 0U) + (exits.has_target() ? 1U : 0U);
  if (asks_.size() + asks > desk_.asks_max) {
    dropped_ += static_cast<std::uint32_t>(asks);  // An entry never goes without its exits.
    return kNoOrder;
  }
  const ClientOrderId id = order(entry);
  attach(entry, id, exits);
  return id;
}

void Context::oco(const OrderRequest& one, OrderRequest other) {
  if (asks_.size() + 2 > desk_.asks_max) {
    dropped_ += 2;
    return;
  }
  other.group = OcoGroup{sequence_of(order(one))};
  asks_.back().request.group = other.group;
  order(other);
}

void Context::exit(InstrumentId id, Label tag) {
  if (desk_.blotter.live_count(id) != 0) cancel_entries(id);
  const Quantity held = position(id);
  const Quantity left = magnitude(held) - exits_under_way(id);
  if (left.raw() <= 0) return;
  order({.instrument = id,
         .side = held.raw() > 0 ? Side::Sell : Side::Buy,
         .type = OrderType::Market,
         .reduce_only = true,
         .size = Size::units(left),
         .tag = tag});
}

void Context::trade_to(InstrumentId id, Quantity target, Label tag) {
  Quantity expected = position(id);
  for (const Order& order : orders()) {
    if (order.request.instrument != id || order.request.type != OrderType::Market) continue;
    expected += signed_by(order.request.side, order.remaining());
  }
  const Quantity change = target - expected;
  if (change.raw() == 0) return;
  const Side side = change.raw() > 0 ? Side::Buy : Side::Sell;
  const bool shrinks = expected.raw() != 0 && (expected.raw() > 0) == (side == Side::Sell) &&
                       magnitude(change) <= magnitude(expected);
  order({.instrument = id,
         .side = side,
         .type = OrderType::Market,
         .reduce_only = shrinks,
         .size = Size::units(magnitude(change)),
         .tag = tag});
}

void Context::trade_to_weight(InstrumentId id, double weight, Label tag) {
  const Side side = weight < 0.0 ? Side::Sell : Side::Buy;
  if (!size_.is_fraction()) {
    const Quantity units = weight == 0.0 ? Quantity{} : size_.quantity();
    trade_to(id, signed_by(side, units), tag);
    return;
  }
  const auto share = Ratio::from_double(std::abs(weight) * size_.fraction());
  if (!share || price(id).raw() <= 0) return;
  const Money kept_in = portion(equity(), Ratio::whole(1) - desk_.cash_buffer, Rounding::Down);
  trade_to(id, signed_by(side, units_worth(id, portion(kept_in, *share, Rounding::Down))), tag);
}

/// Returns how many units `value` of the base currency buys at the last price, in whole lots.
Quantity Context::units_worth(InstrumentId id, Money value) const {
  const Instrument& terms = instrument(id);
  const Money unit =
      scaled(notional(price(id), Quantity::whole(1), Rounding::Up) * terms.multiplier,
             desk_.portfolio.rate(terms.currency).raw(), Price::kScale, Rounding::Up);
  if (value.raw() <= 0 || unit.raw() <= 0) return {};
  const Quantity units = scaled(Quantity::whole(1), value.raw(), unit.raw(), Rounding::Down);
  const bool is_free = terms.lot.raw() <= 0;
  return to_lot(units, desk_.whole_units && is_free ? Quantity::whole(1) : terms.lot);
}

bool Context::is_entering(InstrumentId id, Side side) const {
  if (desk_.blotter.live_count(id) == 0) return false;
  for (const Order& order : orders()) {
    if (order.request.instrument == id && !order.request.reduce_only &&
        order.request.side == side && order.state != OrderState::Cancelling) {
      return true;
    }
  }
  return false;
}

Quantity Context::exits_under_way(InstrumentId id) const {
  Quantity sum;
  if (desk_.blotter.live_count(id) == 0) return sum;
  for (const Order& order : orders()) {
    if (order.request.instrument == id && order.request.reduce_only &&
        order.request.type == OrderType::Market) {
      sum += order.remaining();
    }
  }
  return sum;
}

void Context::cancel_entries(InstrumentId id) {
  for (const Order& order : orders()) {
    if (order.request.instrument == id && !order.request.reduce_only &&
        order.state != OrderState::Cancelling) {
      cancel(order.id);
    }
  }
}

void Context::attach(const OrderRequest& entry, ClientOrderId parent, const Exits& exits) {
  OrderRequest exit{.instrument = entry.instrument,
                    .side = opposite(entry.side),
                    .reduce_only = true,
                    .size = Size::as_parent(),
                    .parent = parent,
                    .correlation = asks_.back().request.correlation};
  if (exits.has_stop()) {
    exit.type = exits.trail.is_none() ? OrderType::Stop : OrderType::TrailingStop;
    exit.stop = exits.stop;
    exit.trail = exits.trail;
    exit.tag = "stop";
    order(exit);
  }
  if (exits.has_target()) {
    exit.type = OrderType::Limit;
    exit.stop = {};
    exit.trail = {};
    exit.limit = exits.target;
    exit.tag = "target";
    order(exit);
  }
}

}  // namespace tw::strategy
