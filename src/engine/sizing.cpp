#include "engine/sizing.hpp"

#include <algorithm>

namespace tw::engine {
namespace {

Money in_base(Money amount, const Instrument& instrument, const portfolio::Portfolio& portfolio) {
  return scaled(amount, portfolio.rate(instrument.currency).raw(), Price::kScale, Rounding::Up);
}

/// Returns Σ |value| as it will be once the market orders under way have filled.
Money gross_to_be(std::span<const Instrument> instruments, const portfolio::Portfolio& portfolio,
                  const Blotter& blotter) {
  Money gross = portfolio.gross_exposure();
  for (const Order& order : blotter.live()) {
    const bool is_exit = order.request.reduce_only;
    if (is_exit && order.request.type != OrderType::Market) continue;
    const Instrument& instrument = instruments[index_of(order.request.instrument)];
    const Quantity left = is_exit ? order.remaining() : order.most_remaining();
    const Money value = notional(portfolio.position(instrument.id).mark, left, Rounding::Up) *
                        instrument.multiplier;
    const Money based = in_base(value, instrument, portfolio);
    gross += is_exit ? -based : based;
  }
  return gross;
}

}  // namespace

Quantity step_of(const Instrument& instrument, const Sizing& sizing) {
  const bool is_free = instrument.lot.raw() <= 0;
  return sizing.whole_units && is_free ? Quantity::whole(1) : instrument.lot;
}

Quantity units_for(double fraction, const Instrument& instrument, const Sizing& sizing,
                   const SizedFrom& from) {
  const auto share = Ratio::from_double(fraction);
  if (from.mark.raw() <= 0 || !share) return {};
  const Money used = portion(from.gross, sizing.margin, Rounding::Up);
  const Money budget =
      portion(std::min(portion(from.equity, *share, Rounding::Down), from.equity - used),
              Ratio::whole(1) - sizing.cash_buffer, Rounding::Down);
  const Money unit =
      scaled(notional(from.mark, Quantity::whole(1), Rounding::Up) * instrument.multiplier,
             from.rate.raw(), Price::kScale, Rounding::Up);
  const Wide unit_margin = Wide{unit.raw()} * sizing.margin.raw();
  if (budget.raw() <= 0 || unit_margin <= 0) return {};
  const auto raw =
      divide_rounded(Wide{budget.raw()} * kDecimals8 * kDecimals8, unit_margin, Rounding::Down);
  if (!raw) return Quantity::max();
  return to_lot(Quantity::from_raw(*raw), step_of(instrument, sizing));
}

Quantity units_for(double fraction, const Instrument& instrument, const Sizing& sizing,
                   std::span<const Instrument> instruments, const portfolio::Portfolio& portfolio,
                   const Blotter& blotter) {
  return units_for(fraction, instrument, sizing,
                   {.equity = portfolio.equity(),
                    .gross = gross_to_be(instruments, portfolio, blotter),
                    .mark = portfolio.position(instrument.id).mark,
                    .rate = portfolio.rate(instrument.currency)});
}

}  // namespace tw::engine
