// When a venue's orders work and when they end: hours, sessions, and times in force.

#include "sim/sim_venue.hpp"

namespace tw::sim {
namespace {

/// No hours before an open or after a close are as long as this.
constexpr Duration kMeetsItsSession = Duration::hours(6);

}  // namespace

void SimVenue::find_hours(Look& look) {
  const Bar& bar = *look.buys;
  // A bar so long reaches into the regular hours, whatever the day: daily runs ask no calendar.
  if (!needs_session_ && bar.end - bar.start >= kMeetsItsSession) return;
  const Session& session = hours_[index_of(bar.instrument)].session_of(bar.start);
  look.session = &session;
  const bool begins_before_close = bar.start < session.close;
  look.in_hours = begins_before_close && (bar.end > session.open || bar.start >= session.open);
  // The closing price is the close of the bar that ends with the session; between bars it is the
  // first price from there on, since that is when the auction's trade is told.
  look.ends_session =
      look.is_bar ? look.in_hours && bar.end >= session.close : !begins_before_close;
}

bool SimVenue::works(const RestingOrder& order, const Look& look) const {
  if (order.request.instrument != look.buys->instrument || order.is_done || order.is_held) {
    return false;
  }
  if (rules_.keeps_hours && !look.in_hours && !order.request.outside_hours) return false;
  if (!order.is_for_open()) return true;
  return look.session != nullptr && look.in_hours && order.placed_at <= look.session->open;
}

/// Ends what should have ended before this look.
void SimVenue::end_overdue(const Look& look, Reports& reports) {
  const Bar& bar = *look.buys;
  const Date session = look.session != nullptr ? look.session->date : bar.session;
  for (RestingOrder& order : resting_.of(bar.instrument)) {
    if (order.is_done) continue;
    if (look.is_bar && order.placed_at > bar.start) continue;  // Its first session is yet to come.
    if (order.is_overdue(bar.start)) {
      end(order, OrderEvent::Kind::Expired, OrderReason::TimeReached, look.stamp, reports);
      continue;
    }
    if (!order.is_of_one_session()) continue;
    const bool is_after_close = !look.is_bar && look.ends_session && !order.is_on_close() &&
                                !order.request.outside_hours &&
                                order.placed_at < look.session->close;
    if (is_after_close || (order.has_met_market && order.day != session)) {
      end(order, OrderEvent::Kind::Expired, OrderReason::SessionEnded, look.stamp, reports);
    } else if (!order.has_met_market &&
               (look.in_hours || !rules_.keeps_hours || order.request.outside_hours)) {
      order.has_met_market = true;
      order.day = session;
    }
  }
}

/// Ends what this look was the last of.
void SimVenue::end_passing(const Look& look, Reports& reports) {
  const Bar& bar = *look.buys;
  for (RestingOrder& order : resting_.of(bar.instrument)) {
    if (order.is_done || order.is_held) continue;
    const bool was_there = !look.is_bar || order.placed_at <= bar.start || order.filled.raw() != 0;
    const bool had_its_look = was_there && !order.sleeps_this_look && works(order, look);
    const bool saw_the_close =
        look.ends_session && order.placed_at < (look.is_bar ? bar.end : look.session->close);
    if (order.is_overdue(bar.end)) {
      end(order, OrderEvent::Kind::Expired, OrderReason::TimeReached, look.stamp, reports);
    } else if ((had_its_look && order.is_for_open()) || (saw_the_close && order.is_on_close())) {
      end(order, OrderEvent::Kind::Expired, OrderReason::AuctionEnded, look.stamp, reports);
    } else if (had_its_look && order.is_tried_once()) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::NotAtOnce, look.stamp, reports);
    } else if (saw_the_close && order.is_of_one_session() && !order.request.outside_hours) {
      end(order, OrderEvent::Kind::Expired, OrderReason::SessionEnded, look.stamp, reports);
    }
  }
}

/// Fills what waits for the close of the session that `look` ends. The close is one price for all,
/// so a limit at it is good enough.
void SimVenue::match_on_close(Look& look, Reports& reports) {
  const InstrumentId instrument = look.buys->instrument;
  for (const bool exits : {true, false}) {
    for (RestingOrder& order : resting_.of(instrument)) {
      const OrderRequest& request = order.request;
      if (!order.is_on_close() || request.reduce_only != exits) continue;
      if (order.is_done || order.is_held) continue;
      const Bar& bar = look.of(request.side);
      if (bar.open.raw() <= 0) continue;  // A quote without this side.
      if (order.placed_at >= (look.is_bar ? bar.end : look.session->close)) continue;
      const bool is_beyond =
          request.side == Side::Buy ? bar.close > request.limit : bar.close < request.limit;
      if (request.type == OrderType::LimitOnClose && is_beyond) continue;
      fill(order, {.price = bar.close, .moment = BarMoment::Close}, look, reports);
    }
  }
}

}  // namespace tw::sim
