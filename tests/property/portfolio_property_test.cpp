#include <deque>
#include <gtest/gtest.h>
#include <map>

#include "property/portfolio_flow.hpp"
#include "support/seeds.hpp"

// Laws of the books under random order flow. A failed seed is printed, and becomes a named script
// in tests/ledger.
namespace tw::support {
namespace {

using portfolio::CurrencyBook;
using portfolio::Portfolio;
using portfolio::RoundTrip;
using LotOrder = Portfolio::LotOrder;

Portfolio new_account(LotOrder lot_order = LotOrder::Fifo) {
  Portfolio account{flow_instruments(), kUsd, Money::whole(1'000'000), lot_order};
  account.set_rate(kEur, Price::from_raw(110'000'000));
  return account;
}

/// The account with nothing but sums: what came in, what went out, what is held.
struct Tally {
  std::map<Currency, Money> cash{{kUsd, Money::whole(1'000'000)}};
  std::array<Quantity, 4> held{};

  Currency currency_of(InstrumentId id) const { return flow_instruments()[index_of(id)].currency; }
  void note(const Step& step) {
    const Instrument& instrument = flow_instruments()[index_of(step.instrument)];
    Quantity& quantity = held[index_of(step.instrument)];
    switch (step.kind) {
      case Step::Kind::Trade: {
        const Money value =
            notional(step.price, step.quantity, Rounding::HalfEven) * instrument.multiplier;
        const bool buys = step.side == Side::Buy;
        cash[instrument.currency] += (buys ? -value : value) - step.fee;
        quantity += buys ? step.quantity : -step.quantity;
        break;
      }
      case Step::Kind::Split:
        quantity = scaled(quantity, step.numerator, step.denominator, Rounding::HalfEven);
        break;
      case Step::Kind::Dividend:
        cash[kEur] += notional(step.price, quantity, Rounding::HalfEven);
        break;
      case Step::Kind::Cash:
        cash[step.side == Side::Buy ? kUsd : kEur] += step.fee;
        break;
      case Step::Kind::Convert:
        cash[kEur] -= step.fee;
        cash[kUsd] += Money::from_raw(step.price.raw());
        break;
      case Step::Kind::Mark:
      case Step::Kind::Rate:
        break;
    }
  }
};

TEST(PortfolioLaws, CashAndSharesAreConservedToTheLastUnit) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio account = new_account(seed % 2 == 0 ? LotOrder::Fifo : LotOrder::Lifo);
    Tally tally;
    for (const Step& step : random_flow(seed)) {
      play(step, account);
      tally.note(step);

      ASSERT_TRUE(account.balances());
      for (const Currency currency : {kUsd, kEur}) {
        ASSERT_EQ(account.cash(currency), tally.cash[currency]);
      }
      for (const Instrument& instrument : flow_instruments()) {
        ASSERT_EQ(account.position(instrument.id).quantity, tally.held[index_of(instrument.id)]);
      }
    }
  });
}

TEST(PortfolioLaws, RealisedAndUnrealisedAndTheRestExplainEquityInEachCurrency) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio account = new_account();
    for (const Step& step : random_flow(seed)) {
      play(step, account);

      for (const CurrencyBook& book : account.books()) {
        ASSERT_EQ(book.equity() - book.deposits() - book.converted,
                  book.realised + book.unrealised() + book.other());
      }
    }
  });
}

TEST(PortfolioLaws, EquityIsTheCashAndTheMarkedPositionsAtTheirRates) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio account = new_account();
    for (const Step& step : random_flow(seed)) {
      play(step, account);

      Money in_usd = account.cash(kUsd);
      Money in_eur = account.cash(kEur);
      for (const Instrument& instrument : flow_instruments()) {
        const auto& held = account.position(instrument.id);
        (instrument.currency == kEur ? in_eur : in_usd) +=
            notional(held.mark, held.quantity, Rounding::HalfEven) * instrument.multiplier;
      }
      const Price rate = account.books()[1].rate;
      ASSERT_EQ(account.equity(),
                in_usd + scaled(in_eur, rate.raw(), Price::kScale, Rounding::HalfEven));
    }
  });
}

TEST(PortfolioLaws, AFillIsSplitBetweenWhatItClosesAndWhatItOpensWithNothingLeft) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio account = new_account();
    for (const Step& step : random_flow(seed)) {
      const Quantity before = account.position(step.instrument).quantity;
      play(step, account);
      if (step.kind != Step::Kind::Trade) continue;

      const Quantity moved = step.side == Side::Buy ? step.quantity : -step.quantity;
      const bool closes = before.raw() != 0 && (before.raw() < 0) != (moved.raw() < 0);
      const Quantity least = std::min(magnitude(before), step.quantity);
      Quantity closed;
      for (const RoundTrip& trip : account.closed()) {
        ASSERT_EQ(trip.pnl, trip.exit_value - trip.entry_value - trip.commission);
        ASSERT_EQ(trip.quantity.raw() < 0, before.raw() < 0);
        ASSERT_GE(trip.commission, Money{});
        closed += magnitude(trip.quantity);
      }
      ASSERT_EQ(closed, closes ? least : Quantity{});
    }
  });
}

TEST(PortfolioLaws, ASplitLeavesCashAndCostAloneAndValueToTheRoundingOfItsMark) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio account = new_account();
    for (const Step& step : random_flow(seed)) {
      const portfolio::Position before = account.position(step.instrument);
      const Money cash = account.cash(kUsd);
      play(step, account);
      if (step.kind != Step::Kind::Split) continue;

      const portfolio::Position& after = account.position(step.instrument);
      ASSERT_EQ(account.cash(kUsd), cash);
      ASSERT_EQ(after.cost, after.quantity.raw() == 0 ? Money{} : before.cost);
      // Half a unit of the mark on each share, half a unit of the quantity at the mark, and one for
      // each of the two products.
      const double units =
          0.5 * (magnitude(after.quantity).as_double() + after.mark.as_double()) + 2;
      const std::int32_t multiplier = flow_instruments()[index_of(step.instrument)].multiplier;
      ASSERT_LE(static_cast<double>(magnitude(after.value - before.value).raw()),
                units * multiplier);
    }
  });
}

/// FIFO and LIFO as a child would do them: one share at a time.
class SingleShares {
 public:
  explicit SingleShares(LotOrder lot_order) : lot_order_{lot_order} {}

  /// Returns what the trade earned before commissions.
  Money trade(const Step& step) {
    const Instrument& instrument = flow_instruments()[index_of(step.instrument)];
    std::deque<Share>& shares = shares_[index_of(step.instrument)];
    Money earned;
    for (std::int64_t i = 0; i < step.quantity.raw() / Quantity::kScale; ++i) {
      if (shares.empty() || shares.front().side == step.side) {
        shares.push_back({step.side, step.price});
        continue;
      }
      const bool is_fifo = lot_order_ == LotOrder::Fifo;
      const Price entry = is_fifo ? shares.front().price : shares.back().price;
      is_fifo ? shares.pop_front() : shares.pop_back();
      const Price gain = step.side == Side::Sell ? step.price - entry : entry - step.price;
      earned += Money::from_raw(gain.raw()) * instrument.multiplier;
    }
    return earned;
  }

 private:
  struct Share {
    Side side;
    Price price;
  };
  LotOrder lot_order_;
  std::array<std::deque<Share>, 4> shares_;
};

TEST(PortfolioLaws, EveryTradeEarnsWhatMatchingSingleSharesEarns) {
  for (const LotOrder lot_order : {LotOrder::Fifo, LotOrder::Lifo}) {
    for_each_seed([&](std::uint64_t seed) {
      Portfolio account = new_account(lot_order);
      SingleShares shares{lot_order};
      for (const Step& step : random_flow(seed, {.trades_only = true, .whole_prices = true})) {
        play(step, account);
        if (step.kind != Step::Kind::Trade) continue;

        Money earned;
        for (const RoundTrip& trip : account.closed()) earned += trip.exit_value - trip.entry_value;
        ASSERT_EQ(earned, shares.trade(step));
      }
    });
  }
}

void flatten(Portfolio& account) {
  for (const Instrument& instrument : flow_instruments()) {
    const Quantity held = account.position(instrument.id).quantity;
    if (held.raw() == 0) continue;
    account.apply(portfolio::Fill{.instrument = instrument.id,
                                  .side = held.raw() > 0 ? Side::Sell : Side::Buy,
                                  .quantity = magnitude(held),
                                  .price = Price::whole(7)});
  }
}

TEST(PortfolioLaws, TheOrderOfLotsDoesNotMatterOnceFlat) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio fifo = new_account(LotOrder::Fifo);
    Portfolio lifo = new_account(LotOrder::Lifo);
    for (const Step& step : random_flow(seed)) {
      play(step, fifo);
      play(step, lifo);
      ASSERT_EQ(fifo.equity(), lifo.equity());
    }
    flatten(fifo);
    flatten(lifo);

    for (std::size_t i = 0; i < 2; ++i) {
      ASSERT_EQ(fifo.books()[i].realised, lifo.books()[i].realised);
      ASSERT_EQ(fifo.books()[i].closed_pnl, lifo.books()[i].closed_pnl);
      ASSERT_EQ(fifo.books()[i].cash, lifo.books()[i].cash);
      ASSERT_EQ(fifo.books()[i].cost, Money{});
    }
  });
}

TEST(PortfolioLaws, TheMirroredFlowEarnsTheOppositeBeforeCommissions) {
  for_each_seed([](std::uint64_t seed) {
    Portfolio account = new_account();
    Portfolio mirror = new_account();
    for (const Step& step : random_flow(seed)) {
      Step opposite = step;
      if (step.kind == Step::Kind::Trade) opposite.side = tw::opposite(step.side);
      play(step, account);
      play(opposite, mirror);

      ASSERT_EQ(account.closed().size(), mirror.closed().size());
      for (std::size_t i = 0; i < account.closed().size(); ++i) {
        const RoundTrip& a = account.closed()[i];
        const RoundTrip& b = mirror.closed()[i];
        ASSERT_EQ(a.quantity, -b.quantity);
        ASSERT_EQ(a.entry_value, -b.entry_value);
        ASSERT_EQ(a.exit_value, -b.exit_value);
        ASSERT_EQ(a.commission, b.commission);
      }
      for (std::size_t i = 0; i < 2; ++i) {
        ASSERT_EQ(account.books()[i].unrealised(), -mirror.books()[i].unrealised());
        ASSERT_EQ(account.books()[i].gross, mirror.books()[i].gross);
      }
    }
  });
}

}  // namespace
}  // namespace tw::support
