// What a broker does with the US rules of an account: counts, calls, reduces, refuses.

#include <algorithm>

#include "sim/margin_rules.hpp"
#include "sim/sim_venue.hpp"

namespace tw::sim {
namespace {

constexpr std::size_t kViolationsMax = 1'000;

/// Returns what a trade of `quantity` closes of `held`.
Quantity closed_by(Side side, Quantity quantity, Quantity held) {
  if (held.raw() == 0 || (held.raw() > 0) == (side == Side::Buy)) return {};
  return std::min(quantity, magnitude(held));
}

}  // namespace

void SimVenue::keep_up(const Stamp& stamp, const Bar& bar, Reports& reports) {
  if (bar.session > session_) begin_session(bar.session, stamp, reports);
  if (!has_calls_) return;
  pay_fraction(stamp, bar, reports);
  reduce(stamp, bar, reports);
  const auto is_left = [](Quantity quantity) { return quantity.raw() != 0; };
  has_calls_ = std::ranges::any_of(to_reduce_, is_left) || std::ranges::any_of(fractions_, is_left);
}

void SimVenue::keep_rules(Date session) {
  const Money equity = account_.equity();
  if (rules_.account.settlement) settlement_.begin(session, account_.cash());
  if (rules_.account.day_trader && day_trades_.begin(session, equity)) {
    note({.kind = Violation::Kind::PatternDayTrader, .session = session, .amount = equity});
  }
  if (rules_.account.reg_t) call_margin(session, equity);
}

/// Marks what must go where the last close left less equity than maintenance asks for.
void SimVenue::call_margin(Date session, Money equity) {
  Money maintenance;
  for (const Instrument& instrument : instruments_) {
    const Quantity held = account_.position(instrument.id);
    if (held.raw() == 0) continue;
    maintenance += maintenance_of(held, account_.mark_of(instrument.id), instrument.multiplier);
  }
  const Ratio excess = excess_of(equity, maintenance);
  if (excess.raw() == 0) return;
  note({.kind = Violation::Kind::MarginCall, .session = session, .amount = maintenance - equity});
  has_calls_ = true;
  to_reduce_.assign(instruments_.size(), Quantity{});
  for (const Instrument& instrument : instruments_) {
    const Quantity held = magnitude(account_.position(instrument.id));
    const Quantity lot = lot_of(instrument, rules_);
    Quantity part = portion(held, excess, Rounding::Up);
    if (part != to_lot(part, lot)) part = to_lot(part, lot) + lot;
    to_reduce_[index_of(instrument.id)] = std::min(part, held);
  }
}

/// Trades away, at the open of `bar`, what a margin call marked of its instrument.
void SimVenue::reduce(const Stamp& stamp, const Bar& bar, Reports& reports) {
  if (to_reduce_.empty()) return;
  const Instrument& instrument = instruments_[index_of(bar.instrument)];
  const Quantity held = account_.position(instrument.id);
  const Quantity marked = to_reduce_[index_of(instrument.id)];
  to_reduce_[index_of(instrument.id)] = {};
  const Quantity quantity = std::min(marked, magnitude(held));
  if (quantity.raw() == 0) return;
  RestingOrder order{.request = {.instrument = instrument.id,
                                 .side = held.raw() > 0 ? Side::Sell : Side::Buy,
                                 .reduce_only = true},
                     .quantity = quantity,
                     .filled = quantity};
  const Look look{.buys = &bar,
                  .sells = &bar,
                  .buys_left = {},
                  .sells_left = {},
                  .is_bar = true,
                  .pays_spread = true,
                  .stamp = stamp};
  const Price price = with_costs(order, bar.open, look, quantity);
  order.filled_value = notional(price, quantity, Rounding::HalfEven) * instrument.multiplier;
  const Money fee = charge(order, quantity, price, bar.session);
  note_trade(order, quantity, price, fee, bar.session);
  account_.trade(instrument.id, order.request.side, quantity, price, fee);
  OrderEvent& event = report(stamp, order, OrderEvent::Kind::Filled, bar.start, reports);
  event.order = kNoOrder;
  event.reason = OrderReason::MarginCall;
  event.quantity = quantity;
  event.price = price;
  event.commission = fee;
  event.is_last = true;
  execution_ += 1;
  event.execution = execution_;
  drop_exits_without_position(instrument.id, stamp, reports);
  sweep();
}

/// Books a fill with the rules, while the account is still as it was before it.
void SimVenue::note_trade(const RestingOrder& order, Quantity quantity, Price price, Money fee,
                          Date session) {
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  if (instrument.calendar != CalendarKind::Nyse) return;
  const Side side = order.request.side;
  const Money value = notional(price, quantity, Rounding::HalfEven) * instrument.multiplier;
  if (rules_.account.settlement && side == Side::Buy) {
    settlement_.bought(session, instrument.id, quantity, value + fee, account_.cash());
  } else if (rules_.account.settlement) {
    const auto violation = settlement_.sold(session, instrument.id, quantity, value - fee);
    if (violation) note(*violation);
  }
  if (!rules_.account.day_trader) return;
  const Quantity closed = closed_by(side, quantity, account_.position(instrument.id));
  day_trades_.traded(instrument.id, closed < quantity, closed.raw() != 0, order.filled == quantity);
}

void SimVenue::note(const Violation& violation) {
  if (violations_.size() < kViolationsMax) violations_.push_back(violation);
}

/// Cuts an entry to what a restricted account may do.
FillSize SimVenue::permitted(const RestingOrder& order, FillSize size, Price price,
                             Date session) const {
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  if (instrument.calendar != CalendarKind::Nyse) return size;
  const Quantity closing =
      closed_by(order.request.side, size.quantity, account_.position(instrument.id));
  if (closing == size.quantity) return size;
  if (rules_.account.day_trader && day_trades_.is_restricted()) {
    return {.quantity = closing, .cut = OrderReason::PatternDayTrader};
  }
  if (!rules_.account.settlement || !settlement_.is_restricted(session)) return size;
  const Money settled = std::max(account_.cash() - settlement_.unsettled(), Money{});
  const Money value = notional(price, size.quantity, Rounding::Up) * instrument.multiplier;
  const Money fee = commission(rules_.commission, size.quantity, value);
  if (value + fee <= settled) return size;
  const Money pays = std::max(settled - fee, Money{});
  const Quantity paid = scaled(size.quantity, pays.raw(), value.raw(), Rounding::Down);
  return {.quantity = to_lot(paid, lot_of(instrument, rules_)), .cut = OrderReason::UnsettledFunds};
}

}  // namespace tw::sim
