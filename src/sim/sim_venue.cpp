#include "sim/sim_venue.hpp"

#include <algorithm>

#include "sim/commission.hpp"

namespace tw::sim {
namespace {

constexpr std::size_t kRestingReserve = 256;

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
      has_volume_{instruments.size(), 1},
      has_nights_{rules.carry.any() || rules.account.any() || rules.pays_fractions},
      is_delisted_{instruments.size()},
      account_{instruments, cash, rules.margin},
      resting_{instruments.size()},
      working_{instruments.size()},
      shown_{instruments.size()},
      lots_{rules.charges_each_lot ? instruments.size() : 0} {
  hours_.reserve(instruments.size());
  for (const Instrument& instrument : instruments) {
    hours_.emplace_back(SessionCalendar::of(instrument.calendar));
  }
  resting_.reserve(kRestingReserve);
  news_.reserve(kRestingReserve);
  wishes_.reserve(kRestingReserve);
}

void SimVenue::observe(const Stamp& stamp, const Quote& quote, Reports& reports) {
  const Date session = Date::of(quote.event_at);
  if (has_nights_ && session > session_) begin_session(session, stamp, reports);
  if (working_[quote.instrument] != 0) {
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
  const Date session = Date::of(print.event_at);
  if (has_nights_ && session > session_) begin_session(session, stamp, reports);
  if (working_[print.instrument] != 0) {
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

void SimVenue::ruin(const Stamp& stamp, const Bar& bar, Reports& reports) {
  is_ruined_ = true;
  for (RestingOrder& order : resting_.all()) {
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
    const Money fee = rules_.charges_each_lot ? fee_of_lots(instrument, quantity, price)
                                              : commission(rules_.commission, quantity, value);
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

/// Marks the order as one that nothing can happen to any more.
void SimVenue::finish(RestingOrder& order) {
  resting_.finish(order);
  working_[order.request.instrument] -= 1;
}

void SimVenue::sweep() {
  resting_.sweep();
  if (!has_sleepers_) return;
  has_sleepers_ = false;
  for (RestingOrder& order : resting_.all()) order.sleeps_this_look = false;
}

void SimVenue::accept(const SubmitOrder& command) {
  const RestingOrders::Place place = resting_.add(command.id, *command.request);
  RestingOrder& order = resting_[place];
  order.delay = next_delay();
  order.placed_at = now_ + order.delay;
  order.quantity = order.request.size.quantity();
  order.is_held = order.request.parent != kNoOrder;
  const InstrumentId instrument = order.request.instrument;
  if (order.is_trailing() && !order.is_held) {
    order.start_trail(account_.mark_of(instrument), instruments_[index_of(instrument)].tick);
  }
  has_trailing_ = has_trailing_ || order.is_trailing();
  if (order.is_held) {
    RestingOrder* const parent = resting_.find(order.request.parent);
    if (parent != nullptr) parent->has_children = true;
  }
  has_groups_ = has_groups_ || order.request.group != kNoGroup;
  needs_session_ = needs_session_ || order.is_of_one_session() || order.is_for_open();
  has_passing_ =
      has_passing_ || order.is_on_close() || order.request.time_in_force != TimeInForce::Gtc;
  news_.push_back(place);
  working_[instrument] += 1;
}

void SimVenue::settle_news(const Stamp& stamp, Reports& reports) {
  for (const RestingOrders::Place place : news_) acknowledge(resting_[place], stamp, reports);
  if (!wishes_.empty() && !rules_.cancels_at_next_bar) grant_wishes(std::nullopt, stamp, reports);
  if (rules_.fill_timing == FillTiming::ThisClose) fill_at_this_close(stamp, reports);
  news_.clear();
  has_news_ = false;  // A cancel that waits for its instrument's next bar is not answered here.
  sweep();
}

void SimVenue::acknowledge(RestingOrder& order, const Stamp& stamp, Reports& reports) {
  if (order.is_done) return;  // It fell with a parent of the same step.
  if (is_ruined_) {
    end(order, OrderEvent::Kind::Rejected, OrderReason::Ruined, stamp, reports);
    return;
  }
  if (is_delisted_[order.request.instrument] != 0) {
    end(order, OrderEvent::Kind::Rejected, OrderReason::Delisted, stamp, reports);
    return;
  }
  report(stamp, order, OrderEvent::Kind::Accepted, stamp.at, reports).quantity = order.quantity;
  if (!order.is_held) return;
  const RestingOrder* const parent = resting_.find(order.request.parent);
  if (parent == nullptr || parent->is_done) {
    end(order, OrderEvent::Kind::Cancelled, OrderReason::ParentGone, stamp, reports);
  }
}

void SimVenue::report(const Stamp& stamp, const OrderEvent& event, Reports& reports) {
  sequence_ += 1;
  reports.emplace_back(Stamp{.at = stamp.at, .sequence = sequence_}, event);
}

/// Appends a report of `order` and returns it, to be completed where it lies: a copy of what was
/// written a moment ago waits for those writes. Valid until the next report.
OrderEvent& SimVenue::report(const Stamp& stamp, const RestingOrder& order, OrderEvent::Kind kind,
                             Timestamp at, Reports& reports) {
  sequence_ += 1;
  Stamped& stamped = reports.emplace_back();
  stamped.stamp = {.at = stamp.at, .sequence = sequence_};
  OrderEvent& event = stamped.event.emplace<OrderEvent>();
  event.order = order.id;
  event.instrument = order.request.instrument;
  event.kind = kind;
  event.side = order.request.side;
  event.currency = instruments_[index_of(order.request.instrument)].currency;
  event.event_at = at;
  return event;
}

}  // namespace tw::sim
