#pragma once

#include <span>
#include <vector>

#include "core/money.hpp"
#include "core/ratio.hpp"
#include "market/instrument.hpp"
#include "orders/order_request.hpp"

namespace tw::sim {

/// The account as the simulated broker has it: what it lets us spend, apart from our own books.
///
/// One currency: every instrument of a run settles in the account's.
class SimAccount {
 public:
  SimAccount(std::span<const Instrument> instruments, Money cash, Ratio margin);

  Quantity position(InstrumentId instrument) const {
    return holdings_[index_of(instrument)].quantity;
  }
  Price mark_of(InstrumentId instrument) const { return holdings_[index_of(instrument)].mark; }
  Money cash() const { return cash_; }
  Money equity() const { return cash_ + value_; }
  /// Returns what may back new positions: equity less the margin of what is held, never negative.
  Money available() const;

  /// Values a holding at `price`; a store when nothing is held.
  void mark(InstrumentId instrument, Price price);
  void trade(InstrumentId instrument, Side side, Quantity quantity, Price price, Money commission);
  void adjust(Money amount) { cash_ += amount; }
  /// Multiplies a holding by a split's ratio.
  void split(InstrumentId instrument, std::int32_t numerator, std::int32_t denominator);
  bool holds_anything() const { return held_count_ != 0; }

 private:
  struct Holding {
    Quantity quantity;
    Price mark;
    Money value;  ///< Signed.
    std::int32_t multiplier = 1;
  };
  void revalue(Holding& holding);

  std::vector<Holding> holdings_;
  Ratio margin_;
  Money cash_;
  Money value_;  ///< Σ value of the holdings.
  Money gross_;  ///< Σ |value|.
  int held_count_ = 0;
};

}  // namespace tw::sim
