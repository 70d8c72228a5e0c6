#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/currency.hpp"
#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "core/per_instrument.hpp"
#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "orders/order_request.hpp"
#include "portfolio/currency_book.hpp"
#include "portfolio/lot.hpp"
#include "portfolio/lot_queue.hpp"
#include "portfolio/value.hpp"

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
  Price mark;         ///< Zero until the first mark or fill.
  Money value;        ///< quantity × mark × multiplier, in the instrument's currency.
  Money cost;         ///< Σ of the open lots' cost, signed like the quantity.
};

/// The account as our own books have it: cash, positions, lots and what they earned.
///
/// Every figure is exact. After every call, to the last unit and in each currency:
/// cash + Σ value = equity; Σ fills = quantity; equity − deposits = realised + unrealised + other,
/// where commissions are part of realised. Amounts are rounded half-even, once each: the value of
/// a fill, of a position, of a dividend. A fill's value and commission, and a lot's cost and
/// commission, are split in proportion to quantity with the remainder in the last part, so parts
/// add up to their whole.
///
/// Figures "in the base currency" use the rates of `set_rate`. Asking for one while a currency
/// that holds anything has no rate is a bug of ours; the base currency needs none.
/// Steady state allocates nothing: storage grows only with the most lots that were ever open, or
/// were closed by one fill.
class Portfolio {
 public:
  enum class LotOrder : std::uint8_t { Fifo, Lifo };

  /// `instruments` is indexed by InstrumentId. `base` is the currency of `equity()`.
  Portfolio(std::span<const Instrument> instruments, Currency base, Money cash,
            LotOrder lot_order = LotOrder::Fifo);

  /// Books a fill: cash, position, lots. `closed()` then holds the round trips that it ended.
  /// One that crosses zero closes every lot and opens the rest. Requires a positive quantity.
  void apply(const Fill& fill);
  /// Books a deposit, interest, dividend, fee or write-off.
  void apply(const CashEvent& event);
  /// Applies a split, books a dividend on what is held (longs receive it, shorts pay it), or ends
  /// a delisted position at what holders are paid. A change of symbol changes nothing here.
  ///
  /// A split keeps fractions of a share to 1e-8 (half-even, the remainder in the last lot) and
  /// every lot's cost; the mark and the entry prices are divided half-even, so value is kept
  /// within the rounding of the mark. A position that becomes less than 1e-8 of a share is closed
  /// at zero, as a round trip of quantity zero.
  void apply(const CorporateAction& action, Timestamp at);
  void apply(const CorporateAction& action) { apply(action, action.ex_date.midnight()); }
  /// Moves `amount` of `from` into `received` of `to`, at whatever rate that is.
  void convert(Currency from, Money amount, Currency to, Money received);

  /// Values the position at `price`. Cheap: a store when nothing is held.
  void mark(InstrumentId instrument, Price price) {
    Holding& holding = holdings_[instrument];
    holding.mark = price;
    if (holding.quantity.raw() != 0) revalue(holding);
  }
  /// Says what one unit of `currency` is worth in the base currency, from now on.
  void set_rate(Currency currency, Price rate);
  /// Returns what one unit of `currency` is worth in the base currency, or zero until that is said.
  Price rate(Currency currency) const {
    const CurrencyBook& base = *books_.data();
    return currency == base.currency ? base.rate : rate_of_other(currency);
  }

  const Position& position(InstrumentId instrument) const { return holdings_[instrument]; }
  /// Returns the open lots of `instrument`, oldest first. Owns: valid until the next change.
  std::span<const Lot> lots(InstrumentId instrument) const { return lots_[instrument].view(); }
  /// Returns the round trips that the last `apply` ended. Owns: valid until the next `apply`.
  std::span<const RoundTrip> closed() const { return closed_; }
  /// Returns the account by currency, the base first. Owns: valid until the next change.
  std::span<const CurrencyBook> books() const { return books_; }

  Money cash(Currency currency) const;
  /// Returns everything in the base currency: cash and marked positions.
  Money equity() const { return in_base<&CurrencyBook::equity>(); }
  /// Returns Σ |value| and Σ value of the positions, in the base currency.
  Money gross_exposure() const { return in_base<&CurrencyBook::gross>(); }
  Money net_exposure() const { return in_base<&CurrencyBook::value>(); }
  /// Returns what closed trades earned, net of all commissions paid, in the base currency.
  Money realised() const { return in_base<&CurrencyBook::realised>(); }
  Money unrealised() const { return in_base<&CurrencyBook::unrealised>(); }
  Money commissions() const { return in_base<&CurrencyBook::commissions>(); }

  /// Returns whether every identity of this class holds, recomputed from lots and marks.
  bool balances() const;

 private:
  /// What of a fill is not yet matched with lots: signed like the trade.
  struct Unmatched {
    Quantity quantity;
    Money value;
    Money commission;
  };
  /// A position and all that its value hangs on, so that a mark looks at one place.
  struct Holding : Position {
    Worth worth;
    std::int32_t multiplier = 1;  ///< Constant after construction, as its book is.
    std::uint32_t book = 0;

    void hold(Quantity held) {
      quantity = held;
      worth = Worth{held, multiplier};
    }
  };

  void revalue(Holding& holding);
  void close_lots(Holding& holding, const Fill& fill, Unmatched& rest);
  void close_part(Holding& holding, const Fill& fill, Unmatched& rest, Lot& lot, Quantity part);
  void open_lot(Holding& holding, const Fill& fill, const Unmatched& rest);
  void split(const CorporateAction& action, Timestamp at);
  void delist(const CorporateAction& action, Timestamp at);
  void close_worthless(InstrumentId instrument, const Lot& lot, Timestamp at);
  void end(Holding& holding, RoundTrip& trip);

  bool position_balances(InstrumentId instrument) const;
  bool book_balances(std::size_t book) const;

  /// A holding's book is there from its construction on: books are added, never taken away.
  CurrencyBook& book_of(const Holding& holding) { return books_.data()[holding.book]; }
  std::size_t book_index(Currency currency);
  Price rate_of_other(Currency currency) const;
  template <auto kFigure>
  Money in_base() const {
    // The recorder asks for two of these with every bar: the one book is read without more ado.
    if (book_count_ == 1) return std::invoke(kFigure, *books_.data());
    return sum_in_base<kFigure>();
  }
  template <auto kFigure>
  Money sum_in_base() const;

  // Constant after construction.
  LotOrder lot_order_;

  // Moves with every mark and fill. The base currency's book is the first.
  PerInstrument<Holding> holdings_;
  std::vector<CurrencyBook> books_;
  std::size_t book_count_ = 0;  ///< `books_.size()`, which would be a division each time.

  // Moves with fills and splits.
  PerInstrument<LotQueue> lots_;
  std::vector<RoundTrip> closed_;
};

inline void Portfolio::revalue(Holding& holding) {
  CurrencyBook& book = book_of(holding);
  const Money before = holding.value;
  holding.value = holding.worth.at(holding.mark);
  const Money moved = holding.value - before;
  book.value += moved;
  const bool was_and_is_long = before.raw() >= 0 && holding.value.raw() >= 0;
  book.gross += was_and_is_long ? moved : magnitude(holding.value) - magnitude(before);
}

template <auto kFigure>
Money Portfolio::sum_in_base() const {
  Money sum = std::invoke(kFigure, books_.front());
  for (const CurrencyBook& book : std::span{books_}.subspan(1)) {
    const Money amount = std::invoke(kFigure, book);
    if (amount.raw() == 0) continue;
    TW_ASSERT(book.rate.raw() > 0);
    sum += scaled(amount, book.rate.raw(), Price::kScale, Rounding::HalfEven);
  }
  return sum;
}

}  // namespace tw::portfolio
