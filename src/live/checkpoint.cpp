#include "live/checkpoint.hpp"

#include <utility>

#include "core/digest.hpp"

namespace tw::live {
namespace {

void add(Digest& digest, const portfolio::Lot& lot) {
  for (const std::int64_t value :
       {lot.quantity.raw(), lot.entry_price.raw(), lot.cost.raw(), lot.commission.raw(),
        lot.entry_at.unix_ns, static_cast<std::int64_t>(lot.entry_order)}) {
    digest.update(value);
  }
}

void add(Digest& digest, const Order& order) {
  for (const std::int64_t value :
       {static_cast<std::int64_t>(order.id), std::int64_t{std::to_underlying(order.state)},
        order.quantity.raw(), order.filled.raw(), order.request.limit.raw(),
        order.request.stop.raw(), std::int64_t{order.version}, order.sent_at.unix_ns}) {
    digest.update(value);
  }
}

}  // namespace

formats::JournalCheckpoint checkpoint_of(std::uint64_t events,
                                         const backtest::CommandDigest& commands,
                                         const engine::OrderDesk& desk) {
  const portfolio::Portfolio& portfolio = desk.portfolio();
  Digest books;
  for (const Instrument& instrument : desk.instruments()) {
    const portfolio::Position& position = portfolio.position(instrument.id);
    books.update(position.quantity.raw());
    books.update(position.mark.raw());
    for (const portfolio::Lot& lot : portfolio.lots(instrument.id)) add(books, lot);
  }
  for (const Order& order : desk.blotter().live()) add(books, order);
  return {.events = events,
          .commands = commands.count(),
          .commands_hash = commands.hex(),
          .equity = portfolio.equity(),
          .cash = portfolio.books().front().cash,
          .realised = portfolio.realised(),
          .orders = static_cast<std::uint32_t>(desk.blotter().live().size()),
          .books_hash = books.hex()};
}

}  // namespace tw::live
