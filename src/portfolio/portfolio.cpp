#include "portfolio/portfolio.hpp"

#include <optional>

namespace tw::portfolio {
namespace {

constexpr std::size_t kClosedReserved = 64;

void adopt(Lot& lot, const Lot& orphan) {
  lot.cost += orphan.cost;
  lot.commission += orphan.commission;
}

bool is_opposite(Quantity a, Quantity b) { return (a.raw() < 0) != (b.raw() < 0); }

}  // namespace

Portfolio::Portfolio(std::span<const Instrument> instruments, Currency base, Money cash,
                     LotOrder lot_order)
    : lot_order_{lot_order}, holdings_{instruments.size()}, lots_{instruments.size()} {
  books_.push_back({.currency = base, .rate = Price::whole(1)});
  book_count_ = 1;
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    const Instrument& instrument = instruments[i];
    TW_ASSERT(index_of(instrument.id) == i);
    TW_ASSERT(instrument.multiplier > 0);
    Holding& holding = holdings_[instrument.id];
    holding.multiplier = instrument.multiplier;
    holding.book = static_cast<std::uint32_t>(book_index(instrument.currency));
  }
  closed_.reserve(kClosedReserved);
  apply(CashEvent{.kind = CashEvent::Kind::Deposit, .currency = base, .amount = cash});
}

void Portfolio::apply(const Fill& fill) {
  TW_ASSERT(fill.quantity.raw() > 0);
  closed_.clear();
  Holding& holding = holdings_[fill.instrument];
  CurrencyBook& book = book_of(holding);

  Unmatched rest{.quantity = signed_by(fill.side, fill.quantity), .commission = fill.commission};
  rest.value = value_of(fill.price, rest.quantity, holding.multiplier);
  book.cash -= rest.value + fill.commission;
  book.commissions += fill.commission;
  book.realised -= fill.commission;
  holding.hold(holding.quantity + rest.quantity);

  close_lots(holding, fill, rest);
  if (rest.quantity.raw() != 0) open_lot(holding, fill, rest);

  if (holding.mark.raw() == 0) holding.mark = fill.price;
  revalue(holding);
}

void Portfolio::close_lots(Holding& holding, const Fill& fill, Unmatched& rest) {
  LotQueue& lots = lots_[fill.instrument];
  while (rest.quantity.raw() != 0 && !lots.empty() &&
         is_opposite(lots.oldest().quantity, rest.quantity)) {
    const bool is_fifo = lot_order_ == LotOrder::Fifo;
    Lot& lot = is_fifo ? lots.oldest() : lots.newest();
    const bool takes_all = magnitude(lot.quantity) <= magnitude(rest.quantity);
    close_part(holding, fill, rest, lot, takes_all ? lot.quantity : -rest.quantity);
    if (!takes_all) return;
    is_fifo ? lots.pop_oldest() : lots.pop_newest();
  }
}

void Portfolio::close_part(Holding& holding, const Fill& fill, Unmatched& rest, Lot& lot,
                           Quantity part) {
  RoundTrip& trip = closed_.emplace_back();  // Written where it stays.
  trip.instrument = fill.instrument;
  trip.quantity = part;
  trip.entry_quantity = lot.splits.is_one() ? part : lot.splits.quantity_then(part);
  trip.entry_price = lot.paid;
  trip.exit_price = fill.price;
  trip.entry_value = take_share(lot.cost, part, lot.quantity);
  trip.exit_value = -take_share(rest.value, -part, rest.quantity);
  trip.commission = take_share(lot.commission, part, lot.quantity);
  trip.commission += take_share(rest.commission, -part, rest.quantity);
  trip.entry_at = lot.entry_at;
  trip.exit_at = fill.at;
  trip.is_entry_at_close = lot.is_entry_at_close;
  trip.is_exit_at_close = fill.is_at_close;
  trip.entry_order = lot.entry_order;
  trip.exit_order = fill.order;
  trip.entry_tag = lot.entry_tag;
  trip.exit_tag = fill.tag;
  lot.quantity -= part;
  rest.quantity += part;
  end(holding, trip);
}

/// Books a round trip that has just been noted.
void Portfolio::end(Holding& holding, RoundTrip& trip) {
  trip.pnl = trip.exit_value - trip.entry_value - trip.commission;
  CurrencyBook& book = book_of(holding);
  book.closed_pnl += trip.pnl;
  book.realised += trip.exit_value - trip.entry_value;
  book.cost -= trip.entry_value;
  holding.cost -= trip.entry_value;
}

void Portfolio::open_lot(Holding& holding, const Fill& fill, const Unmatched& rest) {
  lots_[fill.instrument].push({.quantity = rest.quantity,
                               .entry_price = fill.price,
                               .paid = fill.price,
                               .splits = {},
                               .cost = rest.value,
                               .commission = rest.commission,
                               .entry_at = fill.at,
                               .is_entry_at_close = fill.is_at_close,
                               .entry_order = fill.order,
                               .entry_tag = fill.tag});
  holding.cost += rest.value;
  book_of(holding).cost += rest.value;
}

void Portfolio::apply(const CashEvent& event) {
  closed_.clear();
  CurrencyBook& book = books_[book_index(event.currency)];
  book.cash += event.amount;
  book.booked[static_cast<std::size_t>(event.kind)] += event.amount;
}

void Portfolio::apply(const CorporateAction& action, Timestamp at) {
  closed_.clear();
  const Quantity held = position(action.instrument).quantity;
  switch (action.kind) {
    case CorporateAction::Kind::Split:
      split(action, at);
      return;
    case CorporateAction::Kind::CashDividend:
      if (held.raw() == 0) return;
      apply(CashEvent{.kind = CashEvent::Kind::Dividend,
                      .currency = action.currency,
                      .amount = notional(action.amount, held, Rounding::HalfEven)});
      return;
    case CorporateAction::Kind::SymbolChange:
      return;
    case CorporateAction::Kind::Delisting:
      mark(action.instrument, action.amount);
      if (held.raw() != 0) delist(action, at);
      return;
  }
}

void Portfolio::delist(const CorporateAction& action, Timestamp at) {
  const Quantity held = position(action.instrument).quantity;
  apply(Fill{.instrument = action.instrument,
             .side = held.raw() > 0 ? Side::Sell : Side::Buy,
             .quantity = magnitude(held),
             .price = action.amount,
             .at = at,
             .is_at_close = true,
             .tag = "delisted"});
}

void Portfolio::split(const CorporateAction& action, Timestamp at) {
  TW_ASSERT(action.numerator > 0 && action.denominator > 0);
  const auto repriced = [&](Price price) {
    return scaled(price, action.denominator, action.numerator, Rounding::HalfEven);
  };
  Holding& holding = holdings_[action.instrument];
  LotQueue& lots = lots_[action.instrument];

  Quantity rest_before = holding.quantity;
  holding.hold(scaled(holding.quantity, action.numerator, action.denominator, Rounding::HalfEven));
  holding.mark = repriced(holding.mark);

  // A lot that became too small to exist hands its cost to the next one.
  std::optional<Lot> orphan;
  Quantity rest = holding.quantity;
  for (Lot& lot : lots.view()) {
    const Quantity before = lot.quantity;
    lot.quantity = take_share(rest, before, rest_before);
    lot.splits = lot.splits.after(action);
    lot.entry_price = lot.splits.price_now(lot.paid);
    rest_before -= before;
    if (orphan) adopt(lot, *orphan);
    orphan.reset();
    if (lot.quantity.raw() == 0) orphan = lot;
  }
  lots.drop_empty();
  if (orphan && !lots.empty()) adopt(lots.newest(), *orphan);
  if (orphan && lots.empty()) close_worthless(action.instrument, *orphan, at);
  revalue(holding);
}

void Portfolio::close_worthless(InstrumentId instrument, const Lot& lot, Timestamp at) {
  closed_.push_back({.instrument = instrument,
                     .entry_price = lot.paid,
                     .entry_value = lot.cost,
                     .commission = lot.commission,
                     .entry_at = lot.entry_at,
                     .exit_at = at,
                     .is_entry_at_close = lot.is_entry_at_close,
                     .entry_order = lot.entry_order,
                     .entry_tag = lot.entry_tag,
                     .exit_tag = "split"});
  end(holdings_[instrument], closed_.back());
}

void Portfolio::convert(Currency from, Money amount, Currency to, Money received) {
  TW_ASSERT(from != to);
  const std::size_t source = book_index(from);
  const std::size_t target = book_index(to);
  books_[source].cash -= amount;
  books_[source].converted -= amount;
  books_[target].cash += received;
  books_[target].converted += received;
}

void Portfolio::set_rate(Currency currency, Price rate) {
  TW_ASSERT(rate.raw() > 0);
  TW_ASSERT(currency != books_.front().currency);
  books_[book_index(currency)].rate = rate;
}

Price Portfolio::rate_of_other(Currency currency) const {
  for (const CurrencyBook& book : books_) {
    if (book.currency == currency) return book.rate;
  }
  return {};
}

Money Portfolio::cash(Currency currency) const {
  for (const CurrencyBook& book : books_) {
    if (book.currency == currency) return book.cash;
  }
  return {};
}

std::size_t Portfolio::book_index(Currency currency) {
  for (std::size_t i = 0; i < books_.size(); ++i) {
    if (books_[i].currency == currency) return i;
  }
  books_.push_back({.currency = currency});
  return book_count_++;
}

bool Portfolio::balances() const {
  for (std::size_t i = 0; i < holdings_.size(); ++i) {
    if (!position_balances(static_cast<InstrumentId>(i))) return false;
  }
  for (std::size_t book = 0; book < books_.size(); ++book) {
    if (!book_balances(book)) return false;
  }
  return true;
}

bool Portfolio::position_balances(InstrumentId instrument) const {
  const Holding& held = holdings_[instrument];
  Quantity quantity;
  Money cost;
  for (const Lot& lot : lots(instrument)) {
    if (lot.quantity.raw() == 0 || is_opposite(lot.quantity, held.quantity)) return false;
    quantity += lot.quantity;
    cost += lot.cost;
  }
  return quantity == held.quantity && cost == held.cost &&
         held.value == value_of(held.mark, held.quantity, held.multiplier);
}

bool Portfolio::book_balances(std::size_t index) const {
  const CurrencyBook& book = books_[index];
  Money value;
  Money gross;
  Money cost;
  Money open_commissions;
  for (std::size_t i = 0; i < holdings_.size(); ++i) {
    const auto instrument = static_cast<InstrumentId>(i);
    const Holding& held = holdings_[instrument];
    if (held.book != index) continue;
    value += held.value;
    gross += magnitude(held.value);
    cost += held.cost;
    for (const Lot& lot : lots(instrument)) open_commissions += lot.commission;
  }
  return value == book.value && gross == book.gross && cost == book.cost &&
         book.realised == book.closed_pnl - open_commissions &&
         book.cash == book.deposits() + book.converted + book.other() + book.realised - book.cost;
}

}  // namespace tw::portfolio
