#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/currency.hpp"
#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "orders/order_request.hpp"
#include "portfolio/lot.hpp"

namespace tw::portfolio {

/// A fill as the books need it: the venue's report and what the blotter knows of its order.
struct Fill {
  InstrumentId instrument{};
  Side side = Side::Buy;
  Quantity quantity;
  Price price;
  Money commission;
  Timestamp at;  ///< When it happened, not when it was reported.
  bool is_at_close = false;
  ClientOrderId order = kNoOrder;
  Label tag;
};

/// What is held of one instrument. Lots lie elsewhere, so that this stays small and hot.
struct Position {
  Quantity quantity;  ///< Signed.
  Price mark;         ///< Zero until the first mark.
  Money value;        ///< quantity × mark × multiplier, in the instrument's currency.
  Money cost;         ///< Σ of the open lots' cost, signed like the quantity.
};

/// The account as our own books have it: cash, positions, lots and what they earned.
///
/// Every figure is exact. After every call, to the last unit and in each currency:
/// cash + Σ value = equity; Σ fills = quantity; equity − deposits = realised + unrealised + other,
/// where commissions are part of realised.
class Portfolio {
 public:
  enum class LotOrder : std::uint8_t { Fifo, Lifo };

  /// `instruments` is indexed by InstrumentId. `base` is the currency of `equity()`.
  Portfolio(std::span<const Instrument> instruments, Currency base, Money cash,
            LotOrder lot_order = LotOrder::Fifo);

  /// Books a fill: cash, position, lots. `closed()` then holds the round trips that it ended.
  void apply(const Fill& fill);
  /// Books a deposit, interest, fee or write-off.
  void apply(const CashEvent& event);
  /// Applies a split to quantity, lots and mark, or books a dividend on what is held.
  void apply(const CorporateAction& action);
  /// Moves `amount` of `from` into `received` of `to`, at whatever rate that is.
  void convert(Currency from, Money amount, Currency to, Money received);

  /// Values the position at `price`. Cheap: a store when nothing is held.
  void mark(InstrumentId instrument, Price price) {
    Position& position = positions_[index_of(instrument)];
    position.mark = price;
    if (position.quantity.raw() != 0) revalue(instrument);
  }
  /// Says what one unit of `currency` is worth in the base currency, from now on.
  void set_rate(Currency currency, Price rate);

  const Position& position(InstrumentId instrument) const {
    return positions_[index_of(instrument)];
  }
  /// Returns the open lots of `instrument`, oldest first. Owns: valid until the next change.
  std::span<const Lot> lots(InstrumentId instrument) const;
  /// Returns the round trips that the last `apply` ended. Owns: valid until the next `apply`.
  std::span<const RoundTrip> closed() const { return closed_; }

  Money cash(Currency currency) const;
  /// Returns everything in the base currency: cash and marked positions.
  Money equity() const;
  /// Returns Σ |value| and Σ value of the positions, in the base currency.
  Money gross_exposure() const;
  Money net_exposure() const;
  /// Returns what closed trades earned, net of all commissions paid, in the base currency.
  Money realised() const;
  Money unrealised() const;
  Money commissions() const;

 private:
  void revalue(InstrumentId instrument);

  std::vector<Position> positions_;
  std::vector<RoundTrip> closed_;
};

}  // namespace tw::portfolio
