#pragma once

#include <algorithm>
#include <span>

#include "core/money.hpp"
#include "core/per_instrument.hpp"
#include "core/ratio.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "orders/order_request.hpp"

namespace tw::sim {

/// The account as the simulated broker has it: what it lets us spend, apart from our own books.
///
/// One currency: every instrument of a run settles in the account's.
class SimAccount {
 public:
  SimAccount(std::span<const Instrument> instruments, Money cash, Ratio margin);

  Quantity position(InstrumentId instrument) const { return holdings_[instrument].quantity; }
  Price mark_of(InstrumentId instrument) const { return holdings_[instrument].mark; }
  Money cash() const { return cash_; }
  /// Returns cash and what is held at its marks.
  Money equity() const;
  /// Returns equity less the margin of what is held.
  Money free_margin() const;
  /// Returns what may back new positions: the free margin, never negative.
  Money available() const { return std::max(free_margin(), Money{}); }
  /// False while equity cannot be negative: longs paid for in full.
  bool can_be_ruined() const { return short_count_ != 0 || cash_.raw() < 0; }

  /// Values a holding at `price` from now on. A store: sums are made when they are asked for.
  void mark(InstrumentId instrument, Price price) { holdings_[instrument].mark = price; }
  void trade(InstrumentId instrument, Side side, Quantity quantity, Price price, Money commission);
  void adjust(Money amount) { cash_ += amount; }
  /// Multiplies a holding by a split's ratio, pays a dividend on it, or pays out a delisted one.
  void apply(const CorporateAction& action);

 private:
  struct Holding {
    Quantity quantity;
    Price mark;
    std::int32_t multiplier = 1;

    Money value() const { return notional(mark, quantity, Rounding::HalfEven) * multiplier; }
  };

  void hold(Holding& holding, Quantity quantity);

  PerInstrument<Holding> holdings_;
  Ratio margin_;
  Money cash_;
  int short_count_ = 0;
};

}  // namespace tw::sim
