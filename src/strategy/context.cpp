#include "strategy/context.hpp"

#include <cmath>

namespace tw::strategy {

Price Context::entry_price(InstrumentId id) const {
  const auto lots = desk_.portfolio.lots(id);
  if (lots.empty()) return {};
  const portfolio::Lot& oldest = lots.front();
  return units_.are_split() ? units_.seen(oldest, id).entry_price : oldest.entry_price;
}

Price Context::as_ordered(InstrumentId id, Price price) const {
  const Price tick = instrument(id).tick;
  if (!units_.are_split()) return to_tick(price, tick, Rounding::HalfEven);
  return units_.seen(id, to_tick(units_.market(id, price), tick, Rounding::HalfEven));
}

std::span<const Order> Context::seen_orders() const {
  seen_orders_.clear();
  for (const Order& order : desk_.blotter.live()) seen_orders_.push_back(units_.seen(order));
  return seen_orders_;
}

ClientOrderId Context::order(const OrderRequest& request) {
  if (!units_.are_split()) return place(request);
  return place(units_.market(request, held(request.instrument)));
}

/// Asks for an order in the market's units.
ClientOrderId Context::place(const OrderRequest& request) {
  if (asks_.size() == desk_.asks_max) {
    dropped_ += 1;
    return kNoOrder;
  }
  const ClientOrderId id = desk_.blotter.next_id();
  // The decision's number ties an order to its siblings and, later, to its explanation.
  const bool is_new = request.correlation == CorrelationId{};
  if (is_new && asks_.empty()) decide();
  Ask& ask = asks_.emplace_back(Ask::Kind::Order, id, request);
  if (is_new) ask.request.correlation = CorrelationId{decision_};
  return id;
}

void Context::keep(std::initializer_list<Seen> values, std::optional<InstrumentId> of) {
  for (const Seen& seen : values) desk_.sightings->add(seen, of);
}

void Context::decide() {
  decision_ += 1;
  if (desk_.sightings != nullptr) [[unlikely]]
    desk_.sightings->decide(CorrelationId{decision_});
}

void Context::cancel(ClientOrderId id) {
  if (asks_.empty()) decide();
  push({.kind = Ask::Kind::Cancel, .id = id});
}

void Context::replace(ClientOrderId id, const OrderChange& change) {
  if (asks_.empty()) decide();
  const Order* const order = units_.are_split() ? desk_.blotter.find(id) : nullptr;
  const OrderChange asked = order != nullptr ? units_.market(change, order->request) : change;
  push({.kind = Ask::Kind::Replace, .id = id, .change = asked});
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
  if (asks != 1) attach(entry, id, exits);
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
  cancel_entries(id);
  const Quantity left = magnitude(held(id)) - exits_under_way(id);
  if (left.raw() <= 0) return;
  place({.instrument = id,
         .side = held(id).raw() > 0 ? Side::Sell : Side::Buy,
         .type = OrderType::Market,
         .reduce_only = true,
         .size = Size::units(left),
         .tag = tag});
}

void Context::trade_to(InstrumentId id, Quantity target, Label tag) {
  move_to(id, units_.are_split() ? units_.market(id, target, expected(id)) : target, tag);
}

/// Returns the position once the market orders under way have filled.
Quantity Context::expected(InstrumentId id) const {
  Quantity expected = held(id);
  if (desk_.blotter.live_count(id) == 0) return expected;
  for (const Order& order : desk_.blotter.live()) {
    if (order.request.instrument != id || order.request.type != OrderType::Market) continue;
    expected += signed_by(order.request.side, order.remaining());
  }
  return expected;
}

/// Asks for the order that moves the position to `target`, in the market's units.
void Context::move_to(InstrumentId id, Quantity target, Label tag) {
  const Quantity expected = this->expected(id);
  const Quantity change = target - expected;
  if (change.raw() == 0) return;
  const Side side = change.raw() > 0 ? Side::Buy : Side::Sell;
  const bool shrinks = expected.raw() != 0 && (expected.raw() > 0) == (side == Side::Sell) &&
                       magnitude(change) <= magnitude(expected);
  place({.instrument = id,
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
  if (!share || mark(id).raw() <= 0) return;
  const Money kept_in = portion(equity(), Ratio::whole(1) - desk_.cash_buffer, Rounding::Down);
  move_to(id, signed_by(side, units_worth(id, portion(kept_in, *share, Rounding::Down))), tag);
}

/// Returns how many of the market's units `value` of the base currency buys at the last price, in
/// whole lots.
Quantity Context::units_worth(InstrumentId id, Money value) const {
  const Instrument& terms = instrument(id);
  const Money unit =
      scaled(notional(mark(id), Quantity::whole(1), Rounding::Up) * terms.multiplier,
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
  for (const Order& order : desk_.blotter.live()) {
    if (order.request.instrument == id && order.request.reduce_only &&
        order.request.type == OrderType::Market) {
      sum += order.remaining();
    }
  }
  return sum;
}

void Context::cancel_entries(InstrumentId id) {
  if (desk_.blotter.live_count(id) == 0) return;
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
