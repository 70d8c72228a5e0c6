#include "sim/sim_account.hpp"

namespace tw::sim {

SimAccount::SimAccount(std::span<const Instrument> instruments, Money cash, Ratio margin)
    : holdings_{instruments.size()}, margin_{margin}, cash_{cash} {
  TW_ASSERT(margin.raw() > 0);
  for (const Instrument& instrument : instruments) {
    holdings_[instrument.id].multiplier = instrument.multiplier;
  }
}

Money SimAccount::equity() const {
  Money sum = cash_;
  for (const Holding& holding : holdings_) {
    if (holding.quantity.raw() != 0) sum += holding.value();
  }
  return sum;
}

Money SimAccount::free_margin() const {
  Money sum = cash_;
  Money gross;
  for (const Holding& holding : holdings_) {
    if (holding.quantity.raw() == 0) continue;
    const Money value = holding.value();
    sum += value;
    gross += magnitude(value);
  }
  const Money margined = margin_ == Ratio::whole(1) ? gross : portion(gross, margin_, Rounding::Up);
  return sum - margined;
}

void SimAccount::trade(InstrumentId instrument, Side side, Quantity quantity, Price price,
                       Money commission) {
  Holding& holding = holdings_[instrument];
  const Quantity signed_quantity = signed_by(side, quantity);
  cash_ -= notional(price, signed_quantity, Rounding::HalfEven) * holding.multiplier;
  cash_ -= commission;
  hold(holding, holding.quantity + signed_quantity);
  if (holding.mark.raw() == 0)
    holding.mark = price;  // Otherwise what the market last showed stands.
}

void SimAccount::apply(const CorporateAction& action) {
  Holding& holding = holdings_[action.instrument];
  switch (action.kind) {
    case CorporateAction::Kind::Split:
      hold(holding, after_split(holding.quantity, action));
      holding.mark = after_split(holding.mark, action);
      return;
    case CorporateAction::Kind::CashDividend:
      cash_ += notional(action.amount, holding.quantity, Rounding::HalfEven);
      return;
    case CorporateAction::Kind::SymbolChange:
      return;
    case CorporateAction::Kind::Delisting:
      holding.mark = action.amount;
      cash_ += holding.value();
      hold(holding, {});
      return;
  }
}

void SimAccount::hold(Holding& holding, Quantity quantity) {
  short_count_ -= holding.quantity.raw() < 0 ? 1 : 0;
  holding.quantity = quantity;
  short_count_ += holding.quantity.raw() < 0 ? 1 : 0;
}

}  // namespace tw::sim
