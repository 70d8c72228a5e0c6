#include "sim/sim_account.hpp"

namespace tw::sim {

SimAccount::SimAccount(std::span<const Instrument> instruments, Money cash, Ratio margin)
    : holdings_{instruments.size()}, margin_{margin}, cash_{cash} {
  TW_ASSERT(margin.raw() > 0);
  for (const Instrument& instrument : instruments) {
    holdings_[instrument.id].multiplier = instrument.multiplier;
  }
  touched_.reserve(instruments.size());
}

const SimAccount::Sums& SimAccount::sums() const {
  for (const std::uint32_t index : touched_) {
    Holding& holding = holdings_.begin()[index];
    const Money value = holding.value();
    sums_.value += value - holding.summed;
    sums_.gross += magnitude(value) - magnitude(holding.summed);
    holding.summed = value;
    holding.is_touched = false;
  }
  touched_.clear();
  return sums_;
}

Money SimAccount::equity() const { return cash_ + sums().value; }

Money SimAccount::free_margin() const {
  const Money gross = sums().gross;
  const Money margined = margin_ == Ratio::whole(1) ? gross : portion(gross, margin_, Rounding::Up);
  return equity() - margined;
}

void SimAccount::trade(InstrumentId instrument, Side side, Quantity quantity, Price price,
                       Money commission) {
  Holding& holding = holdings_[instrument];
  const Quantity signed_quantity = signed_by(side, quantity);
  cash_ -= notional(price, signed_quantity, Rounding::HalfEven) * holding.multiplier;
  cash_ -= commission;
  hold(holding, holding.quantity + signed_quantity);
  // Otherwise what the market last showed stands.
  if (holding.mark.raw() == 0) holding.mark = price;
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
  touch(holding);
}

}  // namespace tw::sim
