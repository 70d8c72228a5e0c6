#include "portfolio/portfolio.hpp"

#include <gtest/gtest.h>

#include "core/decimal.hpp"

// The accounting rules themselves are the scripts of tests/ledger.
namespace tw::portfolio {
namespace {

constexpr InstrumentId kStock{0};
constexpr InstrumentId kFuture{1};
constexpr Currency kEur{"EUR"};

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all{
      {.id = kStock, .symbol = "STOCK"},
      {.id = kFuture, .symbol = "FUTURE", .currency = kEur, .multiplier = 50}};
  return all;
}

Portfolio account() { return {instruments(), kUsd, Money::whole(1000)}; }

Money money(std::string_view text) { return parse<Money>(text).value(); }
Price price(std::string_view text) { return parse<Price>(text).value(); }

Fill fill_of(Side side, std::int64_t shares, Price at, Money commission = {}) {
  return {.side = side, .quantity = Quantity::whole(shares), .price = at, .commission = commission};
}

TEST(Portfolio, StartsWithItsCashAsADeposit) {
  const Portfolio account = portfolio::account();

  EXPECT_EQ(account.cash(kUsd), Money::whole(1000));
  EXPECT_EQ(account.equity(), Money::whole(1000));
  EXPECT_EQ(account.books().front().deposits(), Money::whole(1000));
  EXPECT_TRUE(account.balances());
}

TEST(Portfolio, RemembersTheOrdersAndTimesOfARoundTrip) {
  Portfolio account = portfolio::account();
  Fill entry = fill_of(Side::Buy, 10, price("10"), money("1"));
  entry.at = Timestamp::from_seconds(60);
  entry.order = make_client_order_id(7, 1);
  entry.tag = "breakout";
  Fill exit = fill_of(Side::Sell, 10, price("12"), money("2"));
  exit.at = Timestamp::from_seconds(120);
  exit.is_at_close = true;
  exit.order = make_client_order_id(7, 2);
  exit.tag = "target";

  account.apply(entry);
  EXPECT_TRUE(account.closed().empty());
  account.apply(exit);

  ASSERT_EQ(account.closed().size(), 1U);
  const RoundTrip& trip = account.closed().front();
  EXPECT_EQ(trip.quantity, Quantity::whole(10));
  EXPECT_EQ(trip.entry_price, price("10"));
  EXPECT_EQ(trip.exit_price, price("12"));
  EXPECT_EQ(trip.entry_value, money("100"));
  EXPECT_EQ(trip.exit_value, money("120"));
  EXPECT_EQ(trip.commission, money("3"));
  EXPECT_EQ(trip.pnl, money("17"));
  EXPECT_EQ(trip.entry_at, entry.at);
  EXPECT_EQ(trip.exit_at, exit.at);
  EXPECT_FALSE(trip.is_entry_at_close);
  EXPECT_TRUE(trip.is_exit_at_close);
  EXPECT_EQ(trip.entry_order, entry.order);
  EXPECT_EQ(trip.exit_order, exit.order);
  EXPECT_EQ(trip.entry_tag, Label{"breakout"});
  EXPECT_EQ(trip.exit_tag, Label{"target"});
}

TEST(Portfolio, ForgetsClosedTripsAtTheNextApply) {
  Portfolio account = portfolio::account();
  account.apply(fill_of(Side::Buy, 10, price("10")));
  account.apply(fill_of(Side::Sell, 10, price("10")));
  ASSERT_EQ(account.closed().size(), 1U);

  account.apply(CashEvent{.kind = CashEvent::Kind::Interest, .amount = money("1")});

  EXPECT_TRUE(account.closed().empty());
}

TEST(Portfolio, KeepsAMarkThatCameBeforeThePosition) {
  Portfolio account = portfolio::account();
  account.mark(kStock, price("11"));

  account.apply(fill_of(Side::Buy, 10, price("10")));

  EXPECT_EQ(account.position(kStock).value, money("110"));
  EXPECT_EQ(account.unrealised(), money("10"));
}

TEST(Portfolio, MeasuresExposureInTheBaseCurrency) {
  Portfolio account = portfolio::account();
  account.set_rate(kEur, price("1.25"));
  account.apply(fill_of(Side::Buy, 10, price("10")));
  Fill future = fill_of(Side::Sell, 2, price("4"));
  future.instrument = kFuture;
  account.apply(future);  // 2 × 4 × 50 = 400 EUR = 500 USD short.

  EXPECT_EQ(account.gross_exposure(), money("600"));
  EXPECT_EQ(account.net_exposure(), money("-400"));
  account.mark(kFuture, price("5"));
  EXPECT_EQ(account.gross_exposure(), money("725"));
  EXPECT_EQ(account.unrealised(), money("-125"));
  EXPECT_TRUE(account.balances());
}

TEST(Portfolio, StopsWhenACurrencyItHoldsHasNoRate) {
  Portfolio account = portfolio::account();
  EXPECT_EQ(account.equity(), money("1000")) << "a currency that holds nothing needs no rate";

  account.convert(kUsd, money("110"), kEur, money("100"));

  EXPECT_DEATH(static_cast<void>(account.equity()), "rate");
}

TEST(Portfolio, RefusesCallsThatOnlyABugCanMake) {
  Portfolio account = portfolio::account();

  EXPECT_DEATH(account.apply(fill_of(Side::Buy, 0, price("10"))), "quantity");
  EXPECT_DEATH(account.set_rate(kUsd, price("1")), "currency");
  EXPECT_DEATH(account.set_rate(kEur, price("0")), "rate");
  EXPECT_DEATH(account.convert(kUsd, money("1"), kUsd, money("1")), "from != to");
  EXPECT_DEATH(account.apply(CorporateAction{.numerator = 0}), "numerator");
}

TEST(Portfolio, ClosesAtZeroWhatAReverseSplitLeavesNothingOf) {
  Portfolio account = portfolio::account();
  Fill dust = fill_of(Side::Buy, 1, price("10"), money("0.5"));
  dust.quantity = Quantity::from_raw(4);
  account.apply(dust);

  account.apply(CorporateAction{.numerator = 1, .denominator = 10});

  EXPECT_EQ(account.position(kStock).quantity, Quantity{});
  EXPECT_TRUE(account.lots(kStock).empty());
  ASSERT_EQ(account.closed().size(), 1U);
  EXPECT_EQ(account.closed().front().pnl, money("-0.5000004"));
  EXPECT_TRUE(account.balances());
}

TEST(Portfolio, KeepsEachSideOfATradeInTheUnitsOfItsOwnDay) {
  Portfolio account = portfolio::account();
  account.apply(fill_of(Side::Buy, 100, price("645.57")));

  account.apply(CorporateAction{.numerator = 7});
  account.apply(fill_of(Side::Sell, 700, price("93.70")));

  ASSERT_EQ(account.closed().size(), 1U);
  const RoundTrip& trip = account.closed().front();
  EXPECT_EQ(trip.entry_quantity, Quantity::whole(100));
  EXPECT_EQ(trip.entry_price, price("645.57"));
  EXPECT_EQ(trip.quantity, Quantity::whole(700));
  EXPECT_EQ(trip.exit_price, price("93.70"));
  EXPECT_EQ(trip.pnl, money("1033")) << "65590 - 64557";
}

TEST(Portfolio, RoundsAnEntryPriceOnceHoweverManySplitsFollow) {
  Portfolio account = portfolio::account();
  account.apply(fill_of(Side::Buy, 7, price("100")));

  account.apply(CorporateAction{.numerator = 3});
  account.apply(CorporateAction{.numerator = 1, .denominator = 3});

  EXPECT_EQ(account.lots(kStock).front().entry_price, price("100"));
}

TEST(Portfolio, EndsADelistedPositionAtWhatHoldersArePaid) {
  Portfolio account = portfolio::account();
  const Money cash = account.cash(kUsd);
  account.apply(fill_of(Side::Buy, 10, price("10"), money("1")));
  const Timestamp at = Timestamp::from_seconds(1'600'000'000);

  account.apply(CorporateAction{.kind = CorporateAction::Kind::Delisting, .amount = price("2.50")},
                at);

  EXPECT_EQ(account.position(kStock).quantity, Quantity{});
  EXPECT_EQ(account.cash(kUsd) - cash, money("-76"));
  ASSERT_EQ(account.closed().size(), 1U);
  EXPECT_EQ(account.closed().front().pnl, money("-76"));
  EXPECT_EQ(account.closed().front().exit_tag, Label{"delisted"});
  EXPECT_EQ(account.closed().front().exit_at, at);
  EXPECT_TRUE(account.balances());
}

TEST(Portfolio, DoesNotNoticeAChangeOfSymbol) {
  Portfolio account = portfolio::account();
  account.apply(fill_of(Side::Buy, 10, price("10")));
  const Money equity = account.equity();

  account.apply(CorporateAction{.kind = CorporateAction::Kind::SymbolChange, .symbol = "NEW"});

  EXPECT_EQ(account.position(kStock).quantity, Quantity::whole(10));
  EXPECT_EQ(account.equity(), equity);
  EXPECT_TRUE(account.closed().empty());
}

TEST(Portfolio, GivesTheCostOfALotThatASplitLeavesNothingOfToItsNeighbour) {
  Portfolio account = portfolio::account();
  for (const std::int64_t units : {2, 1}) {
    Fill dust = fill_of(Side::Buy, 1, price("10"), money("0.1"));
    dust.quantity = Quantity::from_raw(units);
    account.apply(dust);
  }

  account.apply(CorporateAction{.numerator = 1, .denominator = 3});

  ASSERT_EQ(account.lots(kStock).size(), 1U);
  EXPECT_EQ(account.lots(kStock).front().quantity.raw(), 1);
  EXPECT_EQ(account.lots(kStock).front().cost.raw(), 30);
  EXPECT_EQ(account.lots(kStock).front().commission, money("0.2"));
  EXPECT_TRUE(account.closed().empty());
  EXPECT_TRUE(account.balances());
}

}  // namespace
}  // namespace tw::portfolio
