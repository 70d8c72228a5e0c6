#include "sim/sim_account.hpp"

#include <algorithm>

namespace tw::sim {

SimAccount::SimAccount(std::span<const Instrument> instruments, Money cash, Ratio margin)
    : holdings_(instruments.size()), margin_{margin}, cash_{cash} {
  TW_ASSERT(margin.raw() > 0);
  for (const Instrument& instrument : instruments) {
    holdings_[index_of(instrument.id)].multiplier = instrument.multiplier;
  }
}

Money SimAccount::equity() const {
  Money sum = cash_;
  for (const Holding& holding : holdings_) {
    if (holding.quantity.raw() != 0) sum += holding.value();
  }
  return sum;
}

Money SimAccount::available() const {
  Money sum = cash_;
  Money gross;
  for (const Holding& holding : holdings_) {
    if (holding.quantity.raw() == 0) continue;
    const Money value = holding.value();
    sum += value;
    gross += magnitude(value);
  }
  const Money margined = margin_ == Ratio::whole(1) ? gross : portion(gross, margin_, Rounding::Up);
  return std::max(sum - margined, Money{});
}

void SimAccount::trade(InstrumentId instrument, Side side, Quantity quantity, Price price,
                       Money commission) {
  Holding& holding = holdings_[index_of(instrument)];
  const Quantity signed_quantity = signed_by(side, quantity);
  cash_ -= notional(price, signed_quantity, Rounding::HalfEven) * holding.multiplier;
  cash_ -= commission;
  short_count_ -= holding.quantity.raw() < 0 ? 1 : 0;
  holding.quantity += signed_quantity;
  short_count_ += holding.quantity.raw() < 0 ? 1 : 0;
  if (holding.mark.raw() == 0) holding.mark = price;  // Otherwise what the market last showed stands.
}

void SimAccount::split(InstrumentId instrument, std::int32_t numerator, std::int32_t denominator) {
  Holding& holding = holdings_[index_of(instrument)];
  holding.quantity = scaled(holding.quantity, numerator, denominator, Rounding::HalfEven);
  holding.mark = scaled(holding.mark, denominator, numerator, Rounding::HalfEven);
}

}  // namespace tw::sim
