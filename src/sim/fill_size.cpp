#include "sim/fill_size.hpp"

#include <algorithm>
#include <cmath>

#include "sim/commission.hpp"

namespace tw::sim {
namespace {

/// Returns what an order of `side` can close of `held`.
Quantity closable(Side side, Quantity held) {
  if (held.raw() == 0 || (held.raw() > 0) == (side == Side::Buy)) return {};
  return magnitude(held);
}

/// Python's `a // b` for positive floats, to the last bit: the library that is followed uses it.
double floor_divide(double a, double b) {
  const double remainder = std::fmod(a, b);
  const double quotient = (a - remainder) / b;
  const double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1.0 : floored;
}

/// Returns what a unit costs in doubles, as the library that is followed has it: the spread on top
/// of `quoted`, where our own `price` is that to the nearest 1e-8. Of a million units for cents the
/// difference is one unit. A price that slippage or a tick has moved stays what it is.
double unrounded(Price price, Price quoted, Side side, const SimRules& rules) {
  const double spread =
      side == Side::Buy ? rules.spread.rate.as_double() : -rules.spread.rate.as_double();
  const double exact = quoted.as_double() * (1.0 + spread);
  constexpr double kNearest = 0.6e-8;  // Half a unit of Price, and the last bits of both.
  return std::abs(exact - price.as_double()) < kNearest ? exact : price.as_double();
}

/// Returns the units that `fraction` of what is available buys by the rule of backtesting.py: in
/// doubles, a full fraction being 1 − 2^-52, the fixed fee reckoned once for each unit.
/// Source: golden/README.md, section 3.
Quantity units_as_backtesting_py(double fraction, const Instrument& instrument,
                                 const SimRules& rules, Money available, double price,
                                 Price quoted) {
  const double size = std::min(fraction, 1.0 - 0x1p-52);
  const double leverage = 1.0 / rules.margin.as_double();
  const double value = quoted.as_double() * instrument.multiplier;
  const double commission =
      rules.commission.fixed.as_double() + size * value * rules.commission.percent.as_double();
  const double unit_cost = price * instrument.multiplier + commission / size;
  const double units = floor_divide(available.as_double() * leverage * size, unit_cost);
  constexpr double kUnitsMax = 9e10;
  return Quantity::whole(static_cast<std::int64_t>(std::clamp(units, 0.0, kUnitsMax)));
}

/// Returns what `quantity` more units ask of the account: their margin and the commission.
std::optional<Money> cost_of(Quantity quantity, const Instrument& instrument, const SimRules& rules,
                             Price price) {
  const auto value = checked_notional(price, quantity, Rounding::Up);
  if (!value) return std::nullopt;
  std::int64_t raw = 0;
  if (__builtin_mul_overflow(value->raw(), std::int64_t{instrument.multiplier}, &raw)) {
    return std::nullopt;
  }
  const Money whole_value = Money::from_raw(raw);
  const Money fee = commission(rules.commission, quantity, whole_value);
  // Under backtesting.py the fee, too, may be borrowed.
  if (rules.sizes_with_fixed_fee_per_unit) {
    return portion(whole_value + fee, rules.margin, Rounding::Up);
  }
  return checked_add(portion(whole_value, rules.margin, Rounding::Up), fee);
}

/// Returns the most units of up to `wanted` whose margin `funds` covers, fees aside.
Quantity covered(Quantity wanted, Money funds, const Instrument& instrument, const SimRules& rules,
                 Price price) {
  const Wide per_unit = Wide{price.raw()} * instrument.multiplier * rules.margin.raw();
  if (funds.raw() <= 0 || per_unit <= 0) return {};
  const auto units =
      divide_rounded(Wide{funds.raw()} * kDecimals8 * kDecimals8, per_unit, Rounding::Down);
  return units ? std::min(wanted, Quantity::from_raw(*units)) : wanted;
}

/// Returns the most units up to `wanted` that `funds` can pay for.
Quantity affordable(Quantity wanted, Money funds, const Instrument& instrument,
                    const SimRules& rules, Price price) {
  const auto cost = cost_of(wanted, instrument, rules, price);
  if (cost && *cost <= funds) return wanted;
  const Quantity most = covered(wanted, funds, instrument, rules, price);
  const auto most_cost = cost_of(most, instrument, rules, price);
  if (!most_cost) return {};
  // The fee of fewer units is never above the fee of `most`, so what is left after it pays for
  // the rest of the estimate.
  const Money margin = portion(notional(price, most, Rounding::Up) * instrument.multiplier,
                               rules.margin, Rounding::Up);
  const Quantity paid = covered(most, funds - (*most_cost - margin), instrument, rules, price);
  return to_lot(paid, lot_of(instrument, rules));
}

/// Returns what an entry for a fraction of the account comes to at this fill.
Quantity units_of_fraction(const OrderRequest& request, const Instrument& instrument,
                           const SimRules& rules, Money available, Price price, Price quoted) {
  const Quantity units =
      to_lot(units_as_backtesting_py(request.size.fraction(), instrument, rules, available,
                                     unrounded(price, quoted, request.side, rules), quoted),
             lot_of(instrument, rules));
  // That library knows no fee by the share, so its rule has not kept anything for one.
  if (rules.commission.kind == CommissionModel::Kind::FixedPlusPercent) return units;
  return affordable(units, available, instrument, rules, price);
}

}  // namespace

Quantity lot_of(const Instrument& instrument, const SimRules& rules) {
  const bool is_free = instrument.lot.raw() <= 0;
  return rules.whole_units && is_free ? Quantity::whole(1) : instrument.lot;
}

FillSize size_fill(const RestingOrder& order, const Instrument& instrument, const SimRules& rules,
                   const SimAccount& account, Price price, Price quoted) {
  const Quantity held = account.position(instrument.id);
  const Quantity closes = closable(order.request.side, held);
  if (order.request.reduce_only) {
    if (closes.raw() == 0) return {.quantity = {}, .cut = OrderReason::PositionClosed};
    const Quantity quantity = std::min(order.remaining(), closes);
    return {.quantity = quantity,
            .cut = quantity < order.remaining() ? OrderReason::PositionClosed : OrderReason::None};
  }

  const bool is_open_fraction = order.request.size.is_fraction() && order.quantity.raw() == 0;
  const Quantity wanted = is_open_fraction ? units_of_fraction(order.request, instrument, rules,
                                                               account.available(), price, quoted)
                                           : order.remaining();
  if (wanted.raw() == 0) return {.quantity = {}, .cut = OrderReason::SizeIsZero};

  const Quantity closing = std::min(wanted, closes);
  const Quantity opening = wanted - closing;
  if (opening.raw() == 0) return {.quantity = wanted};
  if (order.request.side == Side::Sell && !rules.can_short) {
    return {.quantity = closing, .cut = OrderReason::InsufficientFunds};
  }
  if (is_open_fraction) return {.quantity = wanted};  // Its rule has looked at the funds.
  // Closing first frees the margin of what it closes.
  const Money freed = portion(notional(quoted, closing, Rounding::Down) * instrument.multiplier,
                              rules.margin, Rounding::Down);
  const Money promised = rules.pays_by_settlement ? account.equity() : Money{};
  const Money funds = account.free_margin() + freed + promised;
  const Quantity paid = affordable(opening, funds, instrument, rules, price);
  if (paid == opening) return {.quantity = wanted};
  if (!rules.trims_to_funds) return {.quantity = closing, .cut = OrderReason::InsufficientFunds};
  return {.quantity = closing + paid, .cut = OrderReason::InsufficientFunds};
}

std::optional<Money> cost_on_arrival(const RestingOrder& order, const Instrument& instrument,
                                     const SimRules& rules, const SimAccount& account) {
  const Side side = order.request.side;
  const Quantity closing =
      std::min(order.quantity, closable(side, account.position(instrument.id)));
  Price price = account.mark_of(instrument.id);
  if (order.request.type == OrderType::Limit) price = order.request.limit;
  if (is_stop(order.request.type) && order.request.stop.raw() != 0) price = order.request.stop;
  const Money freed = portion(notional(price, closing, Rounding::Down) * instrument.multiplier,
                              rules.margin, Rounding::Down);
  // A short sale brings cash in: nothing has to be there for it.
  const Quantity opening = side == Side::Buy ? order.quantity - closing : Quantity{};
  const auto taken = cost_of(opening, instrument, rules, price);
  if (!taken) return std::nullopt;
  return *taken - freed;
}

}  // namespace tw::sim
