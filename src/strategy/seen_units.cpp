#include "strategy/seen_units.hpp"

#include <algorithm>

namespace tw::strategy {

SeenUnits::SeenUnits(std::size_t instruments, const std::vector<SplitScale>& first)
    : scales_{first} {
  scales_.resize(instruments);
  are_split_ = !std::ranges::all_of(scales_, &SplitScale::is_one);
}

void SeenUnits::apply(const CorporateAction& action) {
  if (action.kind != CorporateAction::Kind::Split) return;
  SplitScale& scale = scales_[index_of(action.instrument)];
  scale = scale.after(action);
  are_split_ = !std::ranges::all_of(scales_, &SplitScale::is_one);
}

Bar SeenUnits::seen(const Bar& bar) const {
  const SplitScale& scale = of(bar.instrument);
  Bar seen = bar;
  for (Price Bar::* price : {&Bar::open, &Bar::high, &Bar::low, &Bar::close}) {
    seen.*price = scale.price_then(bar.*price);
  }
  seen.volume = scale.quantity_then(bar.volume);
  return seen;
}

Quote SeenUnits::seen(const Quote& quote) const {
  const SplitScale& scale = of(quote.instrument);
  Quote seen = quote;
  seen.bid = scale.price_then(quote.bid);
  seen.ask = scale.price_then(quote.ask);
  seen.bid_size = scale.quantity_then(quote.bid_size);
  seen.ask_size = scale.quantity_then(quote.ask_size);
  return seen;
}

Print SeenUnits::seen(const Print& print) const {
  const SplitScale& scale = of(print.instrument);
  Print seen = print;
  seen.price = scale.price_then(print.price);
  seen.size = scale.quantity_then(print.size);
  return seen;
}

OrderEvent SeenUnits::seen(const OrderEvent& event) const {
  const SplitScale& scale = of(event.instrument);
  OrderEvent seen = event;
  seen.price = scale.price_then(event.price);
  seen.quantity = scale.quantity_then(event.quantity);
  return seen;
}

Order SeenUnits::seen(const Order& order) const {
  const SplitScale& scale = of(order.request.instrument);
  Order seen = order;
  seen.request = in_units(order.request, SplitScale{}.since(scale));
  seen.quantity = scale.quantity_then(order.quantity);
  seen.filled = scale.quantity_then(order.filled);
  return seen;
}

portfolio::Lot SeenUnits::seen(const portfolio::Lot& lot, InstrumentId id) const {
  portfolio::Lot seen = lot;
  seen.quantity = of(id).quantity_then(lot.quantity);
  // From what was paid: the price of today's units is rounded already.
  seen.entry_price = of(id).since(lot.splits).price_then(lot.paid);
  return seen;
}

Quantity SeenUnits::market(InstrumentId id, Quantity seen, Quantity near) const {
  const SplitScale& scale = of(id);
  const Quantity market = scale.quantity_now(seen);
  // Half a unit of 1e-8 went on the way there, times the scale comes back, and half a unit more.
  const auto lost = static_cast<std::int64_t>(scale.value() / 2.0) + 1;
  return magnitude(market - near).raw() <= lost ? near : market;
}

OrderRequest SeenUnits::market(OrderRequest request, Quantity held) const {
  const Size asked = request.size;
  request = in_units(request, of(request.instrument));
  if (request.reduce_only && asked.quantity().raw() != 0) {
    request.size = Size::units(market(request.instrument, asked.quantity(), magnitude(held)));
  }
  return request;
}

OrderChange SeenUnits::market(const OrderChange& change, const OrderRequest& working) const {
  return in_units(change, of(working.instrument));
}

}  // namespace tw::strategy
