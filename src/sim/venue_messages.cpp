// What reaches a venue of ours: orders, and wishes about orders that are there.

#include <algorithm>

#include "sim/sim_venue.hpp"

namespace tw::sim {
namespace {

/// Returns whether an order with other terms stands in line anew: a smaller one keeps its place.
///
/// Source: Nasdaq Equity 4, Rule 4756(a)(3).
bool loses_its_place(const RestingOrder& order, const OrderChange& change) {
  OrderChange prices = change;
  prices.quantity = {};
  return !prices.is_none() || order.quantity_after(change) > order.quantity;
}

/// Returns what speaks against other terms for `order`, or `None`.
OrderReason refusal_of(const RestingOrder& order, const OrderChange& change) {
  if (order.is_done) return OrderReason::OrderEnded;
  const bool moves_trigger = change.stop.raw() != 0 || !change.trail.is_none();
  if (order.is_triggered && moves_trigger) return OrderReason::AlreadyTriggered;
  if (change.quantity.raw() != 0 && order.quantity_after(change) <= order.filled) {
    return OrderReason::QuantityFilled;
  }
  return OrderReason::None;
}

}  // namespace

void SimVenue::send(const Commands& commands, Timestamp /*at*/) {
  has_news_ = true;
  for (const Command& command : commands) {
    if (const auto* submit = std::get_if<SubmitOrder>(&command)) {
      accept(*submit);
    } else if (const auto* cancel = std::get_if<CancelOrder>(&command)) {
      take_wish({.id = cancel->id});
    } else {
      const auto& replace = std::get<ReplaceOrder>(command);
      take_wish({.id = replace.id,
                 .instrument = replace.instrument,
                 .side = replace.side,
                 .change = *replace.change});
    }
  }
}

void SimVenue::take_wish(Wish wish) {
  wish.delay = next_delay();
  wish.arrives_at = now_ + wish.delay;
  (wish.delay.ns == 0 ? wishes_ : sent_wishes_).push_back(wish);
  // It is answered even where its order ends before it arrives.
  if (wish.delay.ns != 0 && wish.change) working_[wish.instrument] += 1;
}

/// Returns how long the next message to the venue takes.
Duration SimVenue::next_delay() {
  if (rules_.latency.kind == LatencyModel::Kind::None) return {};
  messages_ += 1;
  return delay_of(rules_.latency, rules_.seed, messages_);
}

/// Grants what was asked of orders that are there: of those of `instrument`, or all.
void SimVenue::grant_wishes(std::optional<InstrumentId> instrument, const Stamp& stamp,
                            Reports& reports) {
  std::erase_if(wishes_, [&](const Wish& wish) {
    const RestingOrder* const order = resting_.find(wish.id);
    if (instrument && order != nullptr && order->request.instrument != *instrument) return false;
    grant(wish, stamp, reports);
    return true;
  });
}

/// Grants the wishes that arrived before `bar`, or the quote or print that it stands for.
void SimVenue::grant_arrived(const Bar& bar, const Stamp& stamp, Reports& reports) {
  const auto has_arrived = [&](const Wish& wish) {
    return was_sent_before(wish.arrives_at, wish.delay, bar);
  };
  for (const Wish& wish : sent_wishes_) {
    if (!has_arrived(wish)) continue;
    grant(wish, stamp, reports);
    if (wish.change) working_[wish.instrument] -= 1;
  }
  std::erase_if(sent_wishes_, has_arrived);
}

void SimVenue::grant(const Wish& wish, const Stamp& stamp, Reports& reports) {
  RestingOrder* const order = resting_.find(wish.id);
  if (wish.change) return replace(order, wish, stamp, reports);
  // An order that is gone ended before the cancel came, and said so.
  if (order == nullptr) return;
  end(*order, OrderEvent::Kind::Cancelled, OrderReason::Requested, stamp, reports);
}

void SimVenue::replace(RestingOrder* order, const Wish& wish, const Stamp& stamp,
                       Reports& reports) {
  const OrderChange& change = *wish.change;
  const OrderReason refusal =
      order == nullptr ? OrderReason::OrderEnded : refusal_of(*order, change);
  const Instrument& instrument = instruments_[index_of(wish.instrument)];
  OrderEvent event{.order = wish.id,
                   .instrument = wish.instrument,
                   .kind = OrderEvent::Kind::ReplaceRejected,
                   .reason = refusal,
                   .side = wish.side,
                   .currency = instrument.currency,
                   .event_at = stamp.at};
  if (refusal != OrderReason::None) return report(stamp, event, reports);

  if (loses_its_place(*order, change)) {
    // What was shown while it was on its way met the terms of before.
    order->placed_at = std::max(order->placed_at, wish.arrives_at);
    order->delay = wish.delay;
    order->is_checked = false;  // Its funds are looked at again, where that is done on arrival.
    resting_.put_last(*order);
  }
  order->change(change, account_.mark_of(wish.instrument), instrument.tick);
  event.kind = OrderEvent::Kind::Replaced;
  event.quantity = order->quantity;
  report(stamp, event, reports);
}

}  // namespace tw::sim
