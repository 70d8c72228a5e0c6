#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

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

  /// Values a holding at `price` from now on. Cheap: sums are made when they are asked for.
  void mark(InstrumentId instrument, Price price) {
    Holding& holding = holdings_[instrument];
    holding.mark = price;
    if (holding.quantity.raw() != 0) touch(holding);
  }
  void trade(InstrumentId instrument, Side side, Quantity quantity, Price price, Money commission);
  void adjust(Money amount) { cash_ += amount; }
  /// Multiplies a holding by a split's ratio, pays a dividend on it, or pays out a delisted one.
  void apply(const CorporateAction& action);

 private:
  struct Holding {
    Quantity quantity;
    Price mark;
    Money summed;  ///< What the sums have of its value.
    std::int32_t multiplier = 1;
    bool is_touched = false;  ///< Its value may have moved since then.

    Money value() const { return notional(mark, quantity, Rounding::HalfEven) * multiplier; }
  };

  /// What is held at its marks.
  struct Sums {
    Money value;
    Money gross;
  };

  void hold(Holding& holding, Quantity quantity);
  void touch(Holding& holding) {
    if (holding.is_touched) return;
    holding.is_touched = true;
    touched_.push_back(static_cast<std::uint32_t>(&holding - holdings_.begin()));
  }
  const Sums& sums() const;

  // Whoever asks between two fills pays for the few holdings that moved, not for all there are.
  mutable PerInstrument<Holding> holdings_;
  mutable std::vector<std::uint32_t> touched_;
  mutable Sums sums_;
  Ratio margin_;
  Money cash_;
  int short_count_ = 0;
};

}  // namespace tw::sim
