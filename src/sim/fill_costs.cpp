// What a fill of the simulated venue costs, and how much of a bar it may take.

#include <algorithm>

#include "sim/sim_venue.hpp"

namespace tw::sim {
namespace {

/// Whether the order crosses the spread of a market that has one.
bool crosses(const RestingOrder& order, const SimRules& rules) {
  const bool is_exit = order.request.reduce_only;
  if (is_exit && rules.spread.entries_only) return false;
  return order.takes_liquidity() || (rules.limit_entries_pay_spread && !is_exit);
}

}  // namespace

/// Returns `price` worse by spread and slippage, on the tick grid against us. Impact models need
/// the `quantity` that trades.
Price SimVenue::with_costs(const RestingOrder& order, Price price, const Look& look,
                           Quantity quantity) const {
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  const bool buys = order.request.side == Side::Buy;
  if (rules_.spread.rate.raw() != 0 && look.pays_spread && crosses(order, rules_)) {
    const Price worse = portion(price, rules_.spread.rate, Rounding::HalfEven);
    price = buys ? price + worse : price - worse;
  }
  const bool may_slip =
      rules_.slippage.kind != SlippageModel::Kind::None && order.takes_liquidity();
  // An impact is that of a quantity on a volume.
  const auto is_without = [&] { return quantity.raw() == 0 || has_volume_[instrument.id] == 0; };
  if (may_slip && !(rules_.slippage.depends_on_size() && is_without())) {
    const Bar& bar = look.of(order.request.side);
    price = slipped(rules_.slippage, {.side = order.request.side,
                                      .price = price,
                                      .tick = instrument.tick,
                                      .quantity = quantity,
                                      .volume = bar.volume,
                                      .high = bar.high,
                                      .low = bar.low});
  }
  return to_tick(price, instrument.tick, buys ? Rounding::Up : Rounding::Down);
}

/// Returns what a fill that `order` already counts is charged: commission and fees.
Money SimVenue::charge(RestingOrder& order, Quantity quantity, Price price, Date session) {
  const Instrument& instrument = instruments_[index_of(order.request.instrument)];
  Quantity month_before;
  if (rules_.commission.has_ibkr_tiers) {
    const Quantity of_order = order.filled - quantity;
    month_before = std::max(month_volume_.of(session) - of_order, Quantity{});
    month_volume_.add(session, quantity);
  }
  // Minimum and maximum are of the whole order, however many fills it takes.
  const Money due = commission(rules_.commission, order.filled, order.filled_value, month_before);
  Money fee = std::max(due - order.charged, Money{});
  if (rules_.charges_each_lot) {
    // The account does not have the fill yet.
    const Quantity closed = std::min(quantity, closable(order));
    const Money of_lots = fee_of_lots(instrument, closed, price);
    if (closed == quantity) fee = of_lots;
    if (closed < quantity) lots_[instrument.id].open(quantity - closed);
  }
  order.charged += fee;
  const bool pays_fees = rules_.regulatory_fees == RegulatoryFees::Us &&
                         order.request.side == Side::Sell &&
                         instrument.calendar == CalendarKind::Nyse;
  if (!pays_fees) return fee;
  const Money value = notional(price, quantity, Rounding::HalfEven) * instrument.multiplier;
  return fee + fees_of_sale(session, quantity, value);
}

/// Returns what the order could close of what is held.
Quantity SimVenue::closable(const RestingOrder& order) const {
  const Quantity held = account_.position(order.request.instrument);
  const bool closes = held.raw() != 0 && (held.raw() > 0) == (order.request.side == Side::Sell);
  return closes ? magnitude(held) : Quantity{};
}

/// Returns what an exit costs where each entry that it ends pays for its own.
Money SimVenue::fee_of_lots(const Instrument& instrument, Quantity quantity, Price price) {
  Money fee;
  lots_[instrument.id].close(quantity, [&](Quantity part) {
    const Money value = notional(price, part, Rounding::HalfEven) * instrument.multiplier;
    fee += commission(rules_.commission, part, value);
  });
  return fee;
}

Quantity SimVenue::budget(const Bar& bar) const {
  if (rules_.participation.raw() == 0 || has_volume_[bar.instrument] == 0) {
    return Quantity::max();
  }
  std::int64_t raw = 0;
  constexpr std::int64_t kPerVolume = Quantity::kScale / Volume::kScale;
  if (__builtin_mul_overflow(bar.volume.raw(), kPerVolume, &raw)) return Quantity::max();
  return portion(Quantity::from_raw(raw), rules_.participation, Rounding::Down);
}

}  // namespace tw::sim
