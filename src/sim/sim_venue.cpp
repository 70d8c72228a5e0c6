#include "sim/sim_venue.hpp"

#include <algorithm>

#include "sim/commission.hpp"
#include "sim/fill_size.hpp"

namespace tw::sim {
namespace {

constexpr std::size_t kRestingReserve = 256;

bool is_market(const RestingOrder& order) { return order.request.type == OrderType::Market; }

/// Whether the order was there when `bar` showed its price of `moment`. A decision at a close may
/// meet that close under the timing that says so, which has no other way to get there.
bool was_there(const RestingOrder& order, const Bar& bar, BarMoment moment, FillTiming timing) {
  if (moment != BarMoment::Close) return order.placed_at <= bar.start;
  return timing == FillTiming::ThisClose ? order.placed_at <= bar.end : order.placed_at < bar.end;
}

bool protects(const RestingOrder& order) {
  return order.request.type == OrderType::Stop || order.request.type == OrderType::StopLimit;
}

/// Returns a bar that shows one price only.
Bar point(InstrumentId instrument, Timestamp at, Price price, Quantity size) {
  return {.instrument = instrument,
          .session = Date::of(at),
          .start = at,
          .end = at,
          .open = price,
          .high = price,
          .low = price,
          .close = price,
          .volume = Volume::from_raw(size.raw() / (Quantity::kScale / Volume::kScale))};
}

}  // namespace

SimVenue::SimVenue(std::span<const Instrument> instruments, const SimRules& rules, Money cash)
    : instruments_{instruments},
      rules_{rules},
      has_volume_(instruments.size(), 1),
      account_{instruments, cash, rules.margin},
      working_(instruments.size()),
      shown_(instruments.size()) {
  resting_.reserve(kRestingReserve);
  to_cancel_.reserve(kRestingReserve);
}

void SimVenue::observe(const Stamp& stamp, const Quote& quote, Reports& reports) {
  if (working_[index_of(quote.instrument)] != 0) {
    const Bar ask = point(quote.instrument, quote.event_at, quote.ask, quote.ask_size);
    const Bar bid = point(quote.instrument, quote.event_at, quote.bid, quote.bid_size);
    Look look{.buys = &ask,
              .sells = &bid,
              .buys_left = quote.ask_size,
              .sells_left = quote.bid_size,
              .is_bar = false,
              .pays_spread = false,
              .stamp = stamp};
    match(look, reports);
  }
  now_ = std::max(now_, quote.event_at);
  if (const auto middle = middle_of(quote)) account_.mark(quote.instrument, *middle);
}

void SimVenue::observe(const Stamp& stamp, const Print& print, Reports& reports) {
  if (working_[index_of(print.instrument)] != 0) {
    const Bar bar = point(print.instrument, print.event_at, print.price, print.size);
    Look look{.buys = &bar,
              .sells = &bar,
              .buys_left = print.size,
              .sells_left = print.size,
              .is_bar = false,
              .pays_spread = true,
              .stamp = stamp};
    match(look, reports);
  }
  now_ = std::max(now_, print.event_at);
  account_.mark(print.instrument, print.price);
}

void SimVenue::observe(const Stamp& stamp, const CorporateAction& action, Reports& reports) {
  account_.apply(action);
  if (action.kind == CorporateAction::Kind::Split) split(action, stamp, reports);
}

void SimVenue::split(const CorporateAction& action, const Stamp& stamp, Reports& reports) {
  const Price tick = instruments_[index_of(action.instrument)].tick;
  for (RestingOrder& order : resting_) {
    if (order.request.instrument != action.instrument) continue;
    const bool had_size = order.remaining().raw() != 0;
    order.request = after_split(order.request, action, tick);
    order.quantity = after_split(order.quantity, action);
    order.filled = after_split(order.filled, action);
    if (had_size && order.remaining().raw() <= 0) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::SizeIsZero, stamp, reports);
    }
  }
  sweep();
  ShownBar& shown = shown_[index_of(action.instrument)];
  shown.bar.close = after_split(shown.bar.close, action);
  for (Quantity* left : {&shown.buys_left, &shown.sells_left}) {
    // An unlimited rest is near the end of the range and stays there.
    const auto raw =
        divide_rounded(Wide{left->raw()} * action.numerator, action.denominator, Rounding::Down);
    *left = raw ? Quantity::from_raw(*raw) : Quantity::max();
  }
}

void SimVenue::match_bar(const Stamp& stamp, const Bar& bar, Reports& reports) {
  expire_day_orders(bar, stamp, reports);
  const Quantity left = budget(bar);
  Look look{.buys = &bar,
            .sells = &bar,
            .buys_left = left,
            .sells_left = left,
            .is_bar = true,
            .pays_spread = true,
            .stamp = stamp};
  account_.mark(bar.instrument, bar.open);
  match(look, reports);
  if (fills_at_this_close()) remember(bar, look.buys_left, look.sells_left);
}

void SimVenue::match(Look& look, Reports& reports) {
  match_market(look, false, reports);
  match_resting(look, true, true, reports);
  match_resting(look, true, false, reports);
  match_resting(look, false, true, reports);
  if (look.is_bar) match_market(look, true, reports);
  sweep();
}

void SimVenue::match_market(Look& look, bool at_close, Reports& reports) {
  const InstrumentId instrument = look.buys->instrument;
  for (const bool exits : {true, false}) {
    // By index: a fill may append nothing, but it ends and wakes others.
    for (std::size_t i = 0; i < resting_.size(); ++i) {
      RestingOrder& order = resting_[i];
      if (order.request.instrument != instrument || order.is_done || order.is_held) continue;
      if (!is_market(order) || order.request.reduce_only != exits) continue;
      const Bar& bar = look.of(order.request.side);
      const FillTiming timing = timing_of(order, look);
      const BarTouch found = market_price(bar, timing);
      if ((found.moment == BarMoment::Close) != at_close) continue;
      if (look.is_bar && !was_there(order, bar, found.moment, timing)) continue;
      fill(i, found, look, reports);
    }
  }
}

FillTiming SimVenue::timing_of(const RestingOrder& order, const Look& look) const {
  if (!look.is_bar) return FillTiming::NextOpen;
  // This-close orders fill as they arrive, if their bar is there; what is left goes on at the open.
  const bool is_left_over = fills_at_this_close() && order.placed_at <= look.buys->start;
  return is_left_over ? FillTiming::NextOpen : rules_.fill_timing;
}

void SimVenue::match_resting(Look& look, bool exits, bool stops, Reports& reports) {
  const InstrumentId instrument = look.buys->instrument;
  for (std::size_t i = 0; i < resting_.size(); ++i) {
    RestingOrder& order = resting_[i];
    if (order.request.instrument != instrument || order.is_done || order.is_held) continue;
    if (is_market(order) || order.sleeps_this_look || order.request.reduce_only != exits) continue;
    if (exits && protects(order) != stops) continue;
    const Bar& bar = look.of(order.request.side);
    if (bar.open.raw() <= 0) continue;  // A quote without this side.
    if (look.is_bar && order.placed_at > bar.start) continue;
    const auto touched =
        touch(bar, order.prices(), look.is_bar && rules_.limit_needs_trade_through);
    if (!touched) continue;
    if (!touched->only_triggered) fill(i, *touched, look, reports);
    if (protects(order) && !order.is_done && !order.is_triggered) trigger(i, look, reports);
  }
}

/// Notes that a stop was touched and not (wholly) filled: what is left does not wait for it again.
void SimVenue::trigger(std::size_t index, const Look& look, Reports& reports) {
  RestingOrder& order = resting_[index];
  order.is_triggered = true;
  report(look.stamp,
         event_of(order, OrderEvent::Kind::Triggered, OrderReason::None,
                  look.of(order.request.side).start),
         reports);
}

void SimVenue::fill(std::size_t index, const BarTouch& touch, Look& look, Reports& reports) {
  RestingOrder& order = resting_[index];
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  if (touch.price.raw() <= 0) return;  // Nothing is quoted on this side.
  const Price price = with_spread(order, touch.price, look);
  FillSize size = size_fill(order, instrument, rules_, account_, price, touch.price);
  Quantity& left = look.left(order.request.side);
  if (size.quantity > left) {
    if (order.quantity.raw() == 0) order.quantity = size.quantity;  // Resolved; fills over time.
    size = {.quantity = to_lot(left, lot_of(instrument, rules_))};
    if (size.quantity.raw() == 0) return;  // The market is too thin in this look; it rests on.
  }
  if (size.quantity.raw() != 0) {
    left -= size.quantity;
    book_fill(index, size.quantity, price, touch, look, reports);
  }
  RestingOrder& after = resting_[index];
  if (!after.is_done && size.cut != OrderReason::None) {
    end(after, OrderEvent::Kind::Cancelled, size.cut, look.stamp, reports);
  }
  if (size.quantity.raw() != 0) follow_fill(index, size.quantity, touch, look, reports);
}

void SimVenue::book_fill(std::size_t index, Quantity quantity, Price price, const BarTouch& touch,
                         const Look& look, Reports& reports) {
  RestingOrder& order = resting_[index];
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  if (order.quantity.raw() == 0) order.quantity = quantity;
  order.filled += quantity;
  order.filled_value += notional(price, quantity, Rounding::HalfEven) * instrument.multiplier;
  // Minimum and maximum are of the whole order, however many fills it takes.
  const Money due = commission(rules_.commission, order.filled, order.filled_value);
  const Money fee = std::max(due - order.charged, Money{});
  order.charged += fee;
  account_.trade(instrument.id, order.request.side, quantity, price, fee);

  const Bar& bar = look.of(order.request.side);
  const bool at_close = touch.moment == BarMoment::Close;
  OrderEvent event =
      event_of(order, OrderEvent::Kind::Filled, OrderReason::None, at_close ? bar.end : bar.start);
  event.quantity = quantity;
  event.price = price;
  event.commission = fee;
  event.is_at_close = at_close;
  event.is_last = order.remaining().raw() == 0;
  execution_ += 1;
  event.execution = execution_;
  report(look.stamp, event, reports);
  if (event.is_last) {
    order.is_done = true;
    working_[index_of(instrument.id)] -= 1;
  }
}

void SimVenue::follow_fill(std::size_t index, Quantity quantity, const BarTouch& touch,
                           const Look& look, Reports& reports) {
  const ClientOrderId id = resting_[index].id;
  const InstrumentId instrument = resting_[index].request.instrument;
  if (resting_[index].request.reduce_only) {
    end_parent(resting_[index].request.parent, look.stamp, reports);
    shrink_siblings(index, quantity, look.stamp, reports);
  } else {
    // Inside the bar nobody knows what came before the fill: its exits wait for the next bar.
    const bool sleeps = !rules_.exits_work_in_fill_bar || touch.moment != BarMoment::Open;
    wake_children(id, quantity, sleeps);
  }
  drop_exits_without_position(instrument, look.stamp, reports);
}

void SimVenue::wake_children(ClientOrderId parent, Quantity filled, bool sleeps) {
  for (RestingOrder& order : resting_) {
    if (order.request.parent != parent || order.is_done) continue;
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
  const ClientOrderId parent = resting_[index].request.parent;
  if (parent == kNoOrder) return;
  for (std::size_t i = 0; i < resting_.size(); ++i) {
    RestingOrder& order = resting_[i];
    if (i == index || order.request.parent != parent || order.is_done) continue;
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

void SimVenue::expire_day_orders(const Bar& bar, const Stamp& stamp, Reports& reports) {
  for (RestingOrder& order : resting_) {
    if (order.request.instrument != bar.instrument || order.is_done) continue;
    if (order.placed_at > bar.start) continue;  // Its first session is yet to come.
    if (!order.has_met_market) {
      order.has_met_market = true;
      order.day = bar.session;
    } else if (order.request.time_in_force == TimeInForce::Day && order.day != bar.session) {
      end(order, OrderEvent::Kind::Expired, OrderReason::SessionEnded, stamp, reports);
      end_children(order.id, stamp, reports);
    }
  }
}

void SimVenue::end(RestingOrder& order, OrderEvent::Kind kind, OrderReason reason,
                   const Stamp& stamp, Reports& reports) {
  if (order.is_done) return;
  order.is_done = true;
  working_[index_of(order.request.instrument)] -= 1;
  report(stamp, event_of(order, kind, reason, stamp.at), reports);
  if (order.filled.raw() == 0 && !order.request.reduce_only) end_children(order.id, stamp, reports);
}

void SimVenue::end_children(ClientOrderId parent, const Stamp& stamp, Reports& reports) {
  for (RestingOrder& order : resting_) {
    if (order.request.parent == parent && order.is_held) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::ParentGone, stamp, reports);
    }
  }
}

void SimVenue::ruin(const Stamp& stamp, const Bar& bar, Reports& reports) {
  is_ruined_ = true;
  for (RestingOrder& order : resting_) {
    end(order, OrderEvent::Kind::Cancelled, OrderReason::Ruined, stamp, reports);
  }
  sweep();
  for (const Instrument& instrument : instruments_) {
    const Quantity held = account_.position(instrument.id);
    if (held.raw() == 0) continue;
    const Side side = held.raw() > 0 ? Side::Sell : Side::Buy;
    const Quantity quantity = magnitude(held);
    const Price price = account_.mark_of(instrument.id);
    const Money value = notional(price, quantity, Rounding::HalfEven) * instrument.multiplier;
    const Money fee = commission(rules_.commission, quantity, value);
    account_.trade(instrument.id, side, quantity, price, fee);
    execution_ += 1;
    report(stamp,
           {.order = kNoOrder,
            .instrument = instrument.id,
            .kind = OrderEvent::Kind::Filled,
            .reason = OrderReason::Ruined,
            .side = side,
            .is_last = true,
            .is_at_close = true,
            .currency = instrument.currency,
            .quantity = quantity,
            .price = price,
            .commission = fee,
            .execution = execution_,
            .event_at = bar.end},
           reports);
  }
  const Money lost = -account_.cash();
  account_.adjust(lost);
  const Stamp last{.at = stamp.at, .sequence = sequence_};
  reports.push_back({.stamp = last,
                     .event = CashEvent{.kind = CashEvent::Kind::WriteOff,
                                        .currency = instruments_.front().currency,
                                        .amount = lost}});
  reports.push_back({.stamp = last, .event = Control{Control::Kind::Close}});
}

void SimVenue::sweep() {
  std::erase_if(resting_, [](const RestingOrder& order) { return order.is_done; });
  for (RestingOrder& order : resting_) order.sleeps_this_look = false;
}

void SimVenue::send(const Commands& commands, Timestamp /*at*/) {
  for (const Command& command : commands) {
    if (const auto* submit = std::get_if<SubmitOrder>(&command)) {
      accept(*submit);
    } else {
      to_cancel_.push_back(std::get<CancelOrder>(command).id);
    }
  }
}

void SimVenue::accept(const SubmitOrder& command) {
  RestingOrder order{.id = command.id, .request = *command.request, .placed_at = now_};
  order.quantity = order.request.size.quantity();
  order.is_held = order.request.parent != kNoOrder;
  resting_.push_back(order);
  working_[index_of(order.request.instrument)] += 1;
  unacknowledged_ += 1;
}

void SimVenue::settle_news(const Stamp& stamp, Reports& reports) {
  const std::size_t first = resting_.size() - unacknowledged_;
  unacknowledged_ = 0;
  for (std::size_t i = first; i < resting_.size(); ++i) acknowledge(resting_[i], stamp, reports);
  for (const ClientOrderId id : to_cancel_) {
    for (RestingOrder& order : resting_) {
      if (order.id == id) {
        end(order, OrderEvent::Kind::Cancelled, OrderReason::Requested, stamp, reports);
      }
    }
  }
  to_cancel_.clear();
  if (rules_.fill_timing == FillTiming::ThisClose) fill_at_this_close(first, stamp, reports);
  sweep();
}

void SimVenue::acknowledge(RestingOrder& order, const Stamp& stamp, Reports& reports) {
  if (order.is_done) return;  // It fell with a parent of the same step.
  if (is_ruined_) {
    end(order, OrderEvent::Kind::Rejected, OrderReason::Ruined, stamp, reports);
    return;
  }
  OrderEvent event = event_of(order, OrderEvent::Kind::Accepted, OrderReason::None, stamp.at);
  event.quantity = order.quantity;
  report(stamp, event, reports);
  const auto is_parent = [&](const RestingOrder& other) {
    return other.id == order.request.parent && !other.is_done;
  };
  if (order.is_held && std::ranges::none_of(resting_, is_parent)) {
    end(order, OrderEvent::Kind::Cancelled, OrderReason::ParentGone, stamp, reports);
  }
}

void SimVenue::fill_at_this_close(std::size_t first, const Stamp& stamp, Reports& reports) {
  for (const bool exits : {true, false}) {
    for (std::size_t i = first; i < resting_.size(); ++i) {
      const RestingOrder& order = resting_[i];
      if (order.is_done || order.is_held || !is_market(order)) continue;
      if (order.request.reduce_only != exits) continue;
      ShownBar& shown = shown_[index_of(order.request.instrument)];
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
      fill(i, close, look, reports);
      shown.buys_left = look.buys_left;
      shown.sells_left = look.sells_left;
    }
  }
}

Price SimVenue::with_spread(const RestingOrder& order, Price price, const Look& look) const {
  const bool takes = is_market(order) || order.request.type == OrderType::Stop;
  const bool pays = look.pays_spread && rules_.spread.rate.raw() != 0 && takes &&
                    !(rules_.spread.entries_only && order.request.reduce_only);
  const bool buys = order.request.side == Side::Buy;
  if (pays) {
    const Price worse = portion(price, rules_.spread.rate, Rounding::HalfEven);
    price = buys ? price + worse : price - worse;
  }
  return to_tick(price, instruments_[index_of(order.request.instrument)].tick,
                 buys ? Rounding::Up : Rounding::Down);
}

Quantity SimVenue::budget(const Bar& bar) const {
  if (rules_.participation.raw() == 0 || has_volume_[index_of(bar.instrument)] == 0) {
    return Quantity::max();
  }
  std::int64_t raw = 0;
  constexpr std::int64_t kPerVolume = Quantity::kScale / Volume::kScale;
  if (__builtin_mul_overflow(bar.volume.raw(), kPerVolume, &raw)) return Quantity::max();
  return portion(Quantity::from_raw(raw), rules_.participation, Rounding::Down);
}

void SimVenue::report(const Stamp& stamp, const OrderEvent& event, Reports& reports) {
  sequence_ += 1;
  reports.push_back({.stamp = {.at = stamp.at, .sequence = sequence_}, .event = event});
}

OrderEvent SimVenue::event_of(const RestingOrder& order, OrderEvent::Kind kind, OrderReason reason,
                              Timestamp at) const {
  return {.order = order.id,
          .instrument = order.request.instrument,
          .kind = kind,
          .reason = reason,
          .side = order.request.side,
          .currency = instruments_[index_of(order.request.instrument)].currency,
          .event_at = at};
}

}  // namespace tw::sim
