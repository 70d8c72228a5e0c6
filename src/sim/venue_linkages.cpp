// What one order's fill or end does to others: children wake, siblings shrink, exits fall away.

#include <algorithm>

#include "sim/sim_venue.hpp"

namespace tw::sim {
namespace {

/// Returns what a fill of `quantity`, already booked, takes off a sibling of it: off an exit of the
/// same entry as much, off one of its group the same part, whatever the two sizes are. An entry
/// keeps whole lots.
Quantity taken_off(const RestingOrder& sibling, const RestingOrder& filled, Quantity quantity,
                   Quantity lot) {
  const Quantity left = sibling.remaining();
  const bool exits_together =
      filled.request.parent != kNoOrder && filled.request.parent == sibling.request.parent;
  if (exits_together) return std::min(quantity, left);
  const Quantity before = filled.remaining() + quantity;
  if (before <= quantity) return left;
  const Quantity kept = left - scaled(left, quantity.raw(), before.raw(), Rounding::Up);
  return left - (sibling.request.reduce_only ? kept : to_lot(kept, lot));
}

}  // namespace

void SimVenue::follow_fill(RestingOrder& order, Quantity quantity, const BarTouch& touch,
                           Look& look, Reports& reports) {
  const InstrumentId instrument = order.request.instrument;
  const bool is_exit = order.request.reduce_only;
  if (is_exit) end_parent(order.request.parent, look.stamp, reports);
  if (is_exit || has_groups_) shrink_siblings(order, quantity, look.stamp, reports);
  if (order.has_children) {
    // Inside the bar nobody knows what came before the fill: its exits wait for the next bar.
    const bool waits = rules_.exits_of_resting_entries_wait && !order.is_market();
    const bool sleeps = !rules_.exits_work_in_fill_bar || touch.moment != BarMoment::Open || waits;
    wake_children(order.id, quantity, touch.price, sleeps);
    const bool may_go_on = waits && order.request.type == OrderType::Stop && look.is_bar;
    if (may_go_on) take_target_at_once(order.id, look, reports);
  }
  drop_exits_without_position(instrument, look.stamp, reports);
}

void SimVenue::wake_children(ClientOrderId parent, Quantity filled, Price price, bool sleeps) {
  has_sleepers_ = has_sleepers_ || sleeps;
  for (RestingOrder& order : resting_.all()) {
    if (order.request.parent != parent || order.is_done) continue;
    // A trailing exit starts from what its entry paid, unless it names its own start.
    if (order.is_held && order.is_trailing()) {
      order.start_trail(price, instruments_[index_of(order.request.instrument)].tick);
    }
    order.is_held = false;
    if (order.request.size.is_as_parent()) order.quantity += filled;
    order.sleeps_this_look = sleeps;
  }
}

/// Fills the target of a stop entry in the bar that filled it, where that bar leaves its stop
/// alone: both lie in the direction of the break, so the bar's path is no secret.
void SimVenue::take_target_at_once(ClientOrderId parent, Look& look, Reports& reports) {
  RestingOrder* target = nullptr;
  std::optional<BarTouch> reached;
  for (RestingOrder& order : resting_.all()) {
    if (order.request.parent != parent || order.is_done) continue;
    const auto touched =
        touch(look.of(order.request.side), order.prices(), rules_.limit_needs_trade_through);
    if (order.protects() && touched) return;
    if (order.request.type != OrderType::Limit || !touched) continue;
    target = &order;
    reached = touched;
  }
  if (target != nullptr) fill(*target, *reached, look, reports);
}

/// Stops an entry whose exits have begun to fill: what it bought later would have no exit.
void SimVenue::end_parent(ClientOrderId parent, const Stamp& stamp, Reports& reports) {
  if (parent == kNoOrder) return;
  RestingOrder* const entry = resting_.find(parent);
  if (entry == nullptr) return;
  end(*entry, OrderEvent::Kind::Cancelled, OrderReason::ExitFilled, stamp, reports);
}

void SimVenue::shrink_siblings(const RestingOrder& filled, Quantity quantity, const Stamp& stamp,
                               Reports& reports) {
  if (!filled.may_have_siblings()) return;
  for (RestingOrder& order : resting_.all()) {
    if (&order == &filled || order.is_done || !order.is_sibling_of(filled)) continue;
    const Instrument& instrument = instruments_[index_of(order.request.instrument)];
    order.quantity -= taken_off(order, filled, quantity, instrument.lot);
    if (order.remaining().raw() == 0) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::SiblingFilled, stamp, reports);
    }
  }
}

void SimVenue::drop_exits_without_position(InstrumentId instrument, const Stamp& stamp,
                                           Reports& reports) {
  const Quantity held = account_.position(instrument);
  for (RestingOrder& order : resting_.of(instrument)) {
    if (order.is_done || order.is_held) continue;
    if (!order.request.reduce_only) continue;
    const bool can_close =
        held.raw() != 0 && (held.raw() > 0) == (order.request.side == Side::Sell);
    if (!can_close) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::PositionClosed, stamp, reports);
    }
  }
}

void SimVenue::end(RestingOrder& order, OrderEvent::Kind kind, OrderReason reason,
                   const Stamp& stamp, Reports& reports) {
  if (order.is_done) return;
  finish(order);
  report(stamp, order, kind, stamp.at, reports).reason = reason;
  if (order.has_children && order.filled.raw() == 0) end_children(order.id, stamp, reports);
}

void SimVenue::end_children(ClientOrderId parent, const Stamp& stamp, Reports& reports) {
  for (RestingOrder& order : resting_.all()) {
    if (order.request.parent == parent && order.is_held) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::ParentGone, stamp, reports);
    }
  }
}

}  // namespace tw::sim
