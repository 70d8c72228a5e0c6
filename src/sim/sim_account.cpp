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

Money SimAccount::available() const {
  const Money margined =
      margin_ == Ratio::whole(1) ? gross_ : portion(gross_, margin_, Rounding::Up);
  return std::max(equity() - margined, Money{});
}

void SimAccount::mark(InstrumentId instrument, Price price) {
  Holding& holding = holdings_[index_of(instrument)];
  holding.mark = price;
  if (holding.quantity.raw() != 0) revalue(holding);
}

void SimAccount::trade(InstrumentId instrument, Side side, Quantity quantity, Price price,
                       Money commission) {
  Holding& holding = holdings_[index_of(instrument)];
  const Quantity signed_quantity = signed_by(side, quantity);
  cash_ -= notional(price, signed_quantity, Rounding::HalfEven) * holding.multiplier;
  cash_ -= commission;
  held_count_ -= holding.quantity.raw() != 0 ? 1 : 0;
  holding.quantity += signed_quantity;
  held_count_ += holding.quantity.raw() != 0 ? 1 : 0;
  holding.mark = price;
  revalue(holding);
}

void SimAccount::split(InstrumentId instrument, std::int32_t numerator, std::int32_t denominator) {
  Holding& holding = holdings_[index_of(instrument)];
  holding.quantity = scaled(holding.quantity, numerator, denominator, Rounding::HalfEven);
  holding.mark = scaled(holding.mark, denominator, numerator, Rounding::HalfEven);
  revalue(holding);
}

void SimAccount::revalue(Holding& holding) {
  value_ -= holding.value;
  gross_ -= magnitude(holding.value);
  holding.value = notional(holding.mark, holding.quantity, Rounding::HalfEven) * holding.multiplier;
  value_ += holding.value;
  gross_ += magnitude(holding.value);
}

}  // namespace tw::sim
