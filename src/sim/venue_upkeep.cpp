// What a venue does with time: nights that cost interest, and what can be borrowed for them.

#include <algorithm>

#include "sim/sim_venue.hpp"

namespace tw::sim {

void SimVenue::set_borrow(InstrumentId instrument, Ratio annual) {
  borrow_.resize(instruments_.size(), rules_.carry.borrow);
  borrow_[index_of(instrument)] = annual;
  has_nights_ = true;
}

void SimVenue::set_located(InstrumentId instrument, Quantity quantity) {
  located_.resize(instruments_.size(), Quantity::max());
  located_[index_of(instrument)] = quantity;
}

void SimVenue::begin_session(Date session, const Stamp& stamp, Reports& reports) {
  const Date last = session_;
  session_ = session;
  if (is_ruined_) return;
  if (last != kNoSession && is_open_ && has_carry()) accrue(session - last, stamp, reports);
  if (rules_.account.any()) keep_rules(session);
}

/// Books what the nights since the last session cost and brought.
void SimVenue::accrue(int nights, const Stamp& stamp, Reports& reports) {
  Money shorted;
  Money fees;
  for (const Instrument& instrument : instruments_) {
    const Quantity held = account_.position(instrument.id);
    if (held.raw() >= 0) continue;
    const Money value = notional(account_.mark_of(instrument.id), -held, Rounding::HalfEven) *
                        instrument.multiplier;
    shorted += value;
    const Ratio annual = borrow_.empty() ? rules_.carry.borrow : borrow_[index_of(instrument.id)];
    fees += accrued(value, annual, nights);
  }
  const Money earned = interest(rules_.carry, account_.cash(), shorted, nights);
  book_cash(CashEvent::Kind::Interest, earned, stamp, reports);
  book_cash(CashEvent::Kind::Fee, -fees, stamp, reports);
}

void SimVenue::book_cash(CashEvent::Kind kind, Money amount, const Stamp& stamp, Reports& reports) {
  if (amount.raw() == 0) return;
  account_.adjust(amount);
  sequence_ += 1;
  reports.push_back(
      {.stamp = {.at = stamp.at, .sequence = sequence_},
       .event =
           CashEvent{.kind = kind, .currency = instruments_.front().currency, .amount = amount}});
}

/// Cuts what a sale opens short to what can be borrowed.
FillSize SimVenue::borrowable(const RestingOrder& order, FillSize size) const {
  const Quantity held = account_.position(order.request.instrument);
  const Quantity already = held.raw() < 0 ? -held : Quantity{};
  const Quantity covered = held.raw() > 0 ? held : Quantity{};
  const Quantity opened = std::max(size.quantity - covered, Quantity{});
  const Quantity room =
      std::max(located_[index_of(order.request.instrument)] - already, Quantity{});
  if (opened <= room) return size;
  return {.quantity = size.quantity - (opened - room), .cut = OrderReason::NoLocate};
}

}  // namespace tw::sim
