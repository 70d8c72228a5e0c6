#include <algorithm>
#include <utility>

#include "sim/sim_venue.hpp"

// What the issuer of an instrument does to the orders that rest for it.
namespace tw::sim {

void SimVenue::observe(const Stamp& stamp, const CorporateAction& action, Reports& reports) {
  account_.apply(action);
  switch (action.kind) {
    case CorporateAction::Kind::Split:
      settlement_.split(action.instrument, action.numerator, action.denominator);
      return split(action, stamp, reports);
    case CorporateAction::Kind::CashDividend:
      if (rules_.dividends_lower_orders) lower(action, stamp, reports);
      return;
    case CorporateAction::Kind::SymbolChange:
      return;
    case CorporateAction::Kind::Delisting:
      return delist(action.instrument, stamp, reports);
  }
}

void SimVenue::lower(const CorporateAction& dividend, const Stamp& stamp, Reports& reports) {
  const Price tick = instruments_[index_of(dividend.instrument)].tick;
  for (RestingOrder& order : resting_.of(dividend.instrument)) {
    if (order.is_done || !is_lowered_by(dividend, order.request)) continue;
    const OrderRequest lowered = after_dividend(order.request, dividend, tick);
    const bool lost = (order.request.limit.raw() != 0 && lowered.limit.raw() <= 0) ||
                      (order.request.stop.raw() != 0 && lowered.stop.raw() <= 0);
    if (lost) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::BadPrice, stamp, reports);
    } else {
      order.request = lowered;
    }
  }
  sweep();
}

void SimVenue::delist(InstrumentId instrument, const Stamp& stamp, Reports& reports) {
  is_delisted_[instrument] = 1;
  for (RestingOrder& order : resting_.of(instrument)) {
    end(order, OrderEvent::Kind::Cancelled, OrderReason::Delisted, stamp, reports);
  }
  sweep();
}

void SimVenue::split(const CorporateAction& action, const Stamp& stamp, Reports& reports) {
  const Price tick = instruments_[index_of(action.instrument)].tick;
  for (RestingOrder& order : resting_.of(action.instrument)) {
    const bool had_size = order.remaining().raw() != 0;
    order.request = after_split(order.request, action, tick);
    order.quantity = after_split(order.quantity, action);
    order.filled = after_split(order.filled, action);
    if (had_size && order.remaining().raw() <= 0) {
      end(order, OrderEvent::Kind::Cancelled, OrderReason::SizeIsZero, stamp, reports);
    }
  }
  sweep();
  for (std::vector<Wish>* wishes : {&wishes_, &sent_wishes_}) {
    for (Wish& wish : *wishes) {
      if (!wish.change || wish.instrument != action.instrument) continue;
      if (const RestingOrder* const order = resting_.find(wish.id)) {
        wish.change = after_split(*wish.change, order->request, action, tick);
      }
    }
  }
  if (rules_.pays_fractions) owe_fraction(action.instrument);
  if (rules_.charges_each_lot) lots_[action.instrument].split(action);
  ShownBar& shown = shown_[action.instrument];
  shown.bar.close = after_split(shown.bar.close, action);
  for (Quantity* left : {&shown.buys_left, &shown.sells_left}) {
    // An unlimited rest is near the end of the range and stays there.
    const auto raw =
        divide_rounded(Wide{left->raw()} * action.numerator, action.denominator, Rounding::Down);
    *left = raw ? Quantity::from_raw(*raw) : Quantity::max();
  }
}

/// Marks what is less than a lot after a split.
void SimVenue::owe_fraction(InstrumentId instrument) {
  const Quantity held = magnitude(account_.position(instrument));
  const Quantity part = held - to_lot(held, lot_of(instruments_[index_of(instrument)], rules_));
  if (part.raw() == 0) return;
  fractions_.resize(instruments_.size());
  fractions_[index_of(instrument)] = part;
  has_calls_ = true;
}

/// Pays that part at the open of `bar`, without a fee: nobody placed an order.
void SimVenue::pay_fraction(const Stamp& stamp, const Bar& bar, Reports& reports) {
  if (fractions_.empty()) return;
  const Instrument& instrument = instruments_[index_of(bar.instrument)];
  const Quantity held = account_.position(instrument.id);
  const Quantity owed = std::exchange(fractions_[index_of(instrument.id)], Quantity{});
  const Quantity quantity = std::min(owed, magnitude(held));
  if (quantity.raw() == 0) return;
  const Side side = held.raw() > 0 ? Side::Sell : Side::Buy;
  account_.trade(instrument.id, side, quantity, bar.open, Money{});
  execution_ += 1;
  report(stamp,
         {.order = kNoOrder,
          .instrument = instrument.id,
          .kind = OrderEvent::Kind::Filled,
          .reason = OrderReason::CashInLieu,
          .side = side,
          .is_last = true,
          .currency = instrument.currency,
          .quantity = quantity,
          .price = bar.open,
          .execution = execution_,
          .event_at = bar.start},
         reports);
  drop_exits_without_position(instrument.id, stamp, reports);
  sweep();
}

}  // namespace tw::sim
