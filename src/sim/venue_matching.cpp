// What a venue's orders meet in the market: which fills, where, at what price, and how much of it.

#include <algorithm>

#include "sim/commission.hpp"
#include "sim/fill_size.hpp"
#include "sim/sim_venue.hpp"

namespace tw::sim {
namespace {

/// Whether the order was there when `bar` showed its price of `moment`. A decision at a close may
/// meet that close under the timing that says so, which has no other way to get there.
bool was_there(const RestingOrder& order, const Bar& bar, BarMoment moment, FillTiming timing) {
  if (moment != BarMoment::Close) return order.was_there_before(bar);
  return timing == FillTiming::ThisClose ? order.placed_at <= bar.end : order.placed_at < bar.end;
}

}  // namespace

void SimVenue::match_bar(const Stamp& stamp, const Bar& bar, Reports& reports) {
  const Quantity left = budget(bar);
  Look look{.buys = &bar,
            .sells = &bar,
            .buys_left = left,
            .sells_left = left,
            .is_bar = true,
            .pays_spread = true,
            .stamp = stamp};
  if (rules_.checks_funds_on_arrival) drop_unpaid_arrivals(look, reports);
  if (!wishes_.empty()) grant_wishes(bar.instrument, stamp, reports);
  account_.mark(bar.instrument, rules_.funds_look_at_close ? bar.close : bar.open);
  match(look, reports);
  if (fills_at_this_close()) remember(bar, look.buys_left, look.sells_left);
}

/// Looks once at the funds behind each order that no bar has met yet, one after the other.
void SimVenue::drop_unpaid_arrivals(const Look& look, Reports& reports) {
  const InstrumentId id = look.buys->instrument;
  Money asked;
  for (RestingOrder& order : resting_.of(id)) {
    if (order.is_checked || order.is_done) continue;
    order.is_checked = true;
    if (order.is_held) continue;
    const auto cost = cost_on_arrival(order, instruments_[index_of(id)], rules_, account_);
    const auto total = cost ? checked_add(asked, *cost) : std::nullopt;
    if (!total || (cost->raw() > 0 && *total > account_.free_margin())) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::InsufficientFunds, look.stamp, reports);
    } else {
      asked = *total;
    }
  }
}

void SimVenue::match(Look& look, Reports& reports) {
  if (rules_.keeps_hours || needs_session_) find_hours(look);
  if (has_passing_) end_overdue(look, reports);
  if (!sent_wishes_.empty()) grant_arrived(*look.buys, look.stamp, reports);
  if (!halts_.empty() && halts_.cover(*look.buys)) {
    sweep();
    return;
  }
  if (match_market(look, false, reports)) {
    match_resting(look, true, true, reports);
    match_resting(look, true, false, reports);
    match_resting(look, false, true, reports);
    if (has_groups_) match_resting(look, false, false, reports);
  }
  // At the next open there is no market order that waits for a close.
  const bool some_at_close = look.is_bar && rules_.fill_timing != FillTiming::NextOpen;
  if (some_at_close) match_market(look, true, reports);
  if (look.ends_session) match_on_close(look, reports);
  if (has_trailing_) trail(look);
  if (has_passing_) end_passing(look, reports);
  sweep();
}

/// Fills market orders, exits before entries. Returns whether others wait for a price: most do not.
bool SimVenue::match_market(Look& look, bool at_close, Reports& reports) {
  bool has_priced = false;
  bool has_entries = false;
  for (const bool exits : {true, false}) {
    if (!exits && !has_entries) break;
    // A fill may end and wake others, but it adds and sweeps none.
    for (RestingOrder& order : resting_.of(look.buys->instrument)) {
      if (!order.is_market()) {
        has_priced = true;
        continue;
      }
      if (order.request.reduce_only != exits) {
        has_entries = true;
        continue;
      }
      if (!works(order, look)) continue;
      const Bar& bar = look.of(order.request.side);
      const FillTiming timing = timing_of(order, look);
      const BarTouch found = market_price(bar, timing);
      if ((found.moment == BarMoment::Close) != at_close) continue;
      if (!look.is_bar && order.delay.ns != 0 && !order.was_there_before(bar)) continue;
      if (look.is_bar && !was_there(order, bar, found.moment, timing)) continue;
      if (found.moment != BarMoment::Open && order.is_overdue(bar.end)) continue;
      if (found.moment == BarMoment::Close && !halts_.empty() && halts_.cover_close(bar)) continue;
      fill(order, found, look, reports);
    }
  }
  return has_priced;
}

FillTiming SimVenue::timing_of(const RestingOrder& order, const Look& look) const {
  if (!look.is_bar || order.is_for_open()) return FillTiming::NextOpen;
  // This-close orders fill as they arrive, if their bar is there; what is left goes on at the open.
  const bool is_left_over = fills_at_this_close() && order.placed_at <= look.buys->start;
  return is_left_over ? FillTiming::NextOpen : rules_.fill_timing;
}

void SimVenue::match_resting(Look& look, bool exits, bool stops, Reports& reports) {
  // Entries come as they were sent; of a group, as of a pair of exits, the stop comes first.
  const bool is_sorted = exits || has_groups_;
  for (RestingOrder& order : resting_.of(look.buys->instrument)) {
    if (order.is_market() || order.sleeps_this_look || order.request.reduce_only != exits) continue;
    if (is_sorted && order.protects() != stops) continue;
    if (!works(order, look)) continue;
    const Bar& bar = look.of(order.request.side);
    if (bar.open.raw() <= 0) continue;  // A quote without this side.
    if (order.is_trailing() && order.request.stop.raw() == 0) continue;  // It has yet to start.
    if ((look.is_bar || order.delay.ns != 0) && !order.was_there_before(bar)) continue;
    const auto touched =
        touch(bar, order.prices(), look.is_bar && rules_.limit_needs_trade_through);
    if (!touched) continue;
    // What happens later in a bar is too late for one that is tried once, or may be.
    const bool is_late = order.is_tried_once() || order.is_overdue(bar.end);
    if (is_late && touched->moment != BarMoment::Open) continue;
    if (!touched->only_triggered) fill(order, *touched, look, reports);
    if (order.protects() && !order.is_done && !order.is_triggered) trigger(order, look, reports);
  }
}

/// Lets trailing stops follow what the look showed: only now, since inside a bar nobody knows
/// whether its extreme came before the price that a stop of the earlier bars waits for.
void SimVenue::trail(const Look& look) {
  const InstrumentId instrument = look.buys->instrument;
  const Price tick = instruments_[index_of(instrument)].tick;
  for (RestingOrder& order : resting_.of(instrument)) {
    if (!order.is_trailing()) continue;
    if (order.is_done || order.is_held || order.is_triggered) continue;
    const Bar& bar = look.of(order.request.side);
    if (bar.open.raw() <= 0) continue;  // A quote without this side.
    if (look.is_bar && order.placed_at >= bar.end) continue;
    // An order that came inside the bar has surely seen its close only.
    const bool saw_all = order.placed_at <= bar.start && !order.sleeps_this_look;
    const bool from_extreme = saw_all && rules_.trail_from == TrailFrom::Extreme;
    const Price extreme = order.request.side == Side::Sell ? bar.high : bar.low;
    order.follow(from_extreme ? extreme : bar.close, tick);
  }
}

/// Notes that a stop was touched and not (wholly) filled: what is left does not wait for it again.
void SimVenue::trigger(RestingOrder& order, const Look& look, Reports& reports) {
  order.is_triggered = true;
  const Timestamp at = look.of(order.request.side).start;
  report(look.stamp, order, OrderEvent::Kind::Triggered, at, reports);
}

void SimVenue::fill(RestingOrder& order, const BarTouch& touch, Look& look, Reports& reports) {
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  if (touch.price.raw() <= 0) return;  // Nothing is quoted on this side.
  Price price = with_costs(order, touch.price, look, {});
  FillSize size = size_fill(order, instrument, rules_, account_, price, touch.price);
  Quantity& left = look.left(order.request.side);
  if (rules_.slippage.depends_on_size() && size.quantity.raw() != 0) {
    const Quantity most = std::min(size.quantity, to_lot(left, lot_of(instrument, rules_)));
    price = with_costs(order, touch.price, look, most);
    size = size_fill(order, instrument, rules_, account_, price, touch.price);
  }
  if (!located_.empty() && order.request.side == Side::Sell) size = borrowable(order, size);
  if (rules_.account.any() && !order.request.reduce_only) {
    size = permitted(order, size, price, look.of(order.request.side).session);
  }
  const bool is_short = size.quantity < order.remaining() || size.quantity > left;
  if (order.request.time_in_force == TimeInForce::Fok && is_short) {
    end(order, OrderEvent::Kind::Cancelled, OrderReason::NotAtOnce, look.stamp, reports);
    return;
  }
  if (size.quantity > left) {
    if (order.quantity.raw() == 0) order.quantity = size.quantity;  // Resolved; fills over time.
    size = {.quantity = to_lot(left, lot_of(instrument, rules_))};
    if (size.quantity.raw() == 0) return;  // The market is too thin in this look; it rests on.
  }
  if (size.quantity.raw() != 0) {
    left -= size.quantity;
    book_fill(order, size.quantity, price, touch, look, reports);
  }
  if (!order.is_done && size.cut != OrderReason::None) {
    end(order, OrderEvent::Kind::Cancelled, size.cut, look.stamp, reports);
  }
  if (size.quantity.raw() != 0) follow_fill(order, size.quantity, touch, look, reports);
}

void SimVenue::book_fill(RestingOrder& order, Quantity quantity, Price price, const BarTouch& touch,
                         const Look& look, Reports& reports) {
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  if (order.quantity.raw() == 0) order.quantity = quantity;
  order.filled += quantity;
  order.filled_value += notional(price, quantity, Rounding::HalfEven) * instrument.multiplier;
  const Money fee = charge(order, quantity, price, look.of(order.request.side).session);
  if (rules_.account.any()) {
    note_trade(order, quantity, price, fee, look.of(order.request.side).session);
  }
  account_.trade(instrument.id, order.request.side, quantity, price, fee);

  const Bar& bar = look.of(order.request.side);
  const bool at_close = touch.moment == BarMoment::Close;
  OrderEvent& event =
      report(look.stamp, order, OrderEvent::Kind::Filled, at_close ? bar.end : bar.start, reports);
  event.quantity = quantity;
  event.price = price;
  event.commission = fee;
  event.is_at_close = at_close;
  event.is_last = order.remaining().raw() == 0;
  execution_ += 1;
  event.execution = execution_;
  if (event.is_last) finish(order);
}

void SimVenue::fill_at_this_close(const Stamp& stamp, Reports& reports) {
  for (const bool exits : {true, false}) {
    for (const RestingOrders::Place place : news_) {
      RestingOrder& order = resting_[place];
      if (!order.is_market() || order.is_for_open()) continue;
      if (order.request.reduce_only != exits) continue;
      ShownBar& shown = shown_[order.request.instrument];
      if (shown.bar.close.raw() <= 0) continue;  // It has not traded yet.
      const BarTouch close = market_price(shown.bar, FillTiming::ThisClose);
      if (!was_there(order, shown.bar, close.moment, FillTiming::ThisClose)) continue;
      Look look{.buys = &shown.bar,
                .sells = &shown.bar,
                .buys_left = shown.buys_left,
                .sells_left = shown.sells_left,
                .is_bar = true,
                .pays_spread = true,
                .stamp = stamp};
      if (rules_.keeps_hours) find_hours(look);
      if (!works(order, look)) continue;
      fill(order, close, look, reports);
      if (order.is_tried_once()) {
        end(order, OrderEvent::Kind::Cancelled, OrderReason::NotAtOnce, stamp, reports);
      }
      shown.buys_left = look.buys_left;
      shown.sells_left = look.sells_left;
    }
  }
}

}  // namespace tw::sim
