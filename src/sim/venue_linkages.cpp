// What one order's fill or end does to others: children wake, siblings shrink, exits fall away.

#include <algorithm>

#include "sim/sim_venue.hpp"

namespace tw::sim {

void SimVenue::follow_fill(std::size_t index, Quantity quantity, const BarTouch& touch,
                           const Look& look, Reports& reports) {
  const RestingOrder& order = resting_[index];
  const InstrumentId instrument = order.request.instrument;
  const bool is_exit = order.request.reduce_only;
  if (is_exit) end_parent(order.request.parent, look.stamp, reports);
  if (is_exit || has_groups_) shrink_siblings(index, quantity, look.stamp, reports);
  if (has_children_) {
    // Inside the bar nobody knows what came before the fill: its exits wait for the next bar.
    const bool sleeps = !rules_.exits_work_in_fill_bar || touch.moment != BarMoment::Open;
    wake_children(order.id, quantity, touch.price, sleeps);
  }
  drop_exits_without_position(instrument, look.stamp, reports);
}

void SimVenue::wake_children(ClientOrderId parent, Quantity filled, Price price, bool sleeps) {
  for (RestingOrder& order : resting_) {
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

/// Stops an entry whose exits have begun to fill: what it bought later would have no exit.
void SimVenue::end_parent(ClientOrderId parent, const Stamp& stamp, Reports& reports) {
  if (parent == kNoOrder) return;
  for (RestingOrder& order : resting_) {
    if (order.id != parent) continue;
    end(order, OrderEvent::Kind::Cancelled, OrderReason::ExitFilled, stamp, reports);
  }
}

void SimVenue::shrink_siblings(std::size_t index, Quantity filled, const Stamp& stamp,
                               Reports& reports) {
  for (std::size_t i = 0; i < resting_.size(); ++i) {
    RestingOrder& order = resting_[i];
    if (i == index || order.is_done || !order.is_sibling_of(resting_[index])) continue;
    order.quantity -= std::min(filled, order.remaining());
    if (order.remaining().raw() == 0) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::SiblingFilled, stamp, reports);
    }
  }
}

void SimVenue::drop_exits_without_position(InstrumentId instrument, const Stamp& stamp,
                                           Reports& reports) {
  const Quantity held = account_.position(instrument);
  for (RestingOrder& order : resting_) {
    if (order.request.instrument != instrument || order.is_done || order.is_held) continue;
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
  order.is_done = true;
  working_[order.request.instrument] -= 1;
  report(stamp, event_of(order, kind, reason, stamp.at), reports);
  if (has_children_ && order.filled.raw() == 0) end_children(order.id, stamp, reports);
}

void SimVenue::end_children(ClientOrderId parent, const Stamp& stamp, Reports& reports) {
  for (RestingOrder& order : resting_) {
    if (order.request.parent == parent && order.is_held) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::ParentGone, stamp, reports);
    }
  }
}

}  // namespace tw::sim
