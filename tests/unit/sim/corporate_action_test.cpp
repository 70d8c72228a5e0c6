#include "market/corporate_action.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Splits and dividends at the venue, beside our own books.
namespace tw::sim {
namespace {

CorporateAction split(std::int32_t numerator, std::int32_t denominator,
                      InstrumentId instrument = kStock) {
  return {.instrument = instrument, .numerator = numerator, .denominator = denominator};
}

CorporateAction dividend(std::string_view amount, InstrumentId instrument) {
  return {.instrument = instrument,
          .kind = CorporateAction::Kind::CashDividend,
          .amount = price(amount)};
}

CorporateAction delisting(std::string_view amount, InstrumentId instrument = kStock) {
  return {
      .instrument = instrument, .kind = CorporateAction::Kind::Delisting, .amount = price(amount)};
}

/// On a day of our time: the rule that lowers orders has its date.
CorporateAction paid(CorporateAction action) {
  action.ex_date = *Date::from_civil(2020, 9, 14);
  return action;
}

TEST(ASplit, MultipliesWhatIsHeldAndKeepsItsValue) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 12");

  place.show(split(2, 1));

  EXPECT_EQ(place.venue.account().position(kStock), Quantity::whole(20));
  EXPECT_EQ(place.venue.account().mark_of(kStock), Price::whole(6));
}

// An exit of all that is held used to close half of it after a split.
TEST(ASplit, AdjustsOrdersThatRestAndOrdersUnderWay) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("10"), "9"), limit(exit_of("10"), "13"), limit(buy("5"), "7")});

  place.show(split(2, 1));

  EXPECT_EQ(place.bar("5 5 4.6 5"), "") << "4.6 is above half of 9";
  EXPECT_EQ(place.bar("5 5 3.4 4"),
            "B filled 20 @ 4.5; C cancelled position_closed; D filled 10 @ 3.5");
}

TEST(ASplit, AdjustsAMarketOrderThatWaitsForTheOpen) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({exit_of("10")});

  place.show(split(3, 2));

  EXPECT_EQ(place.bar("6.6 6.6 6.6 6.6"), "B filled 15 @ 6.6");
}

TEST(ASplit, AdjustsWhatIsLeftOfAPartlyFilledOrder) {
  Place place{{.participation = ratio("0.1")}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  EXPECT_EQ(place.bar("10 10 10 10 40"), "A part 4 @ 10");

  place.show(split(2, 1));

  EXPECT_EQ(place.bar("5 5 5 5 10000"), "A filled 12 @ 5");
  EXPECT_EQ(place.venue.account().position(kStock), Quantity::whole(20));
}

TEST(ASplit, AdjustsExitsWhoseEntryHasNotFilled) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop(attached(Side::Sell), "9"), limit(attached(Side::Sell), "12")});

  place.show(split(2, 1));

  EXPECT_EQ(place.bar("5 5 4.4 5"),
            "A filled 20 @ 5; B filled 20 @ 4.5; C cancelled sibling_filled");
}

TEST(ASplit, KeepsPricesOnTheTickGridAndNeverMakesALimitWorse) {
  Place place{{}};
  place.bar("10 10 10 10", kOther);
  place.send({limit(buy("10", kOther), "9.99")});

  place.show(split(2, 1, kOther));

  EXPECT_EQ(place.bar("5 5 4 5", kOther), "A filled 20 @ 4.99") << "not 4.995, and not 5";
}

TEST(ASplit, LeavesOtherInstrumentsAlone) {
  Place place{{}};
  place.bar("10 10 10 10", kOther);
  place.send({limit(buy("10", kOther), "9")});

  place.show(split(2, 1));

  EXPECT_EQ(place.bar("10 10 8 10", kOther), "A filled 10 @ 9");
}

TEST(ASplit, CancelsAnOrderThatItMakesTooSmallToExist) {
  SimRules rules;
  rules.whole_units = false;
  Place place{rules};
  place.bar("10 10 10 10", kCoin);
  place.send({limit(buy("0.00000001", kCoin), "9")});

  EXPECT_EQ(place.show(split(1, 3, kCoin)), "A cancelled size_is_zero");
  EXPECT_EQ(place.venue.resting(), 0U);
}

TEST(ASplit, MovesTheCloseThatThisCloseWouldFillAt) {
  Place place{{.fill_timing = FillTiming::ThisClose, .participation = ratio("0.1")}};
  place.bar("10 10 10 10 1000");

  place.show(split(2, 1));

  EXPECT_EQ(place.send({buy("250")}), "A part 200 @ 5");
}

TEST(ASplit, ThatEndsAShortEndsItsChanceOfRuin) {
  SimRules rules;
  rules.can_short = true;
  rules.whole_units = false;
  Place place{rules};
  place.bar("10 10 10 10", kCoin);
  place.send({sell("0.00000001", kCoin)});
  place.bar("10 10 10 10", kCoin);
  ASSERT_TRUE(place.venue.account().can_be_ruined());

  place.show(split(1, 3, kCoin));

  EXPECT_FALSE(place.venue.account().can_be_ruined());
}

TEST(ADividend, IsPaidOnEachUnitHeldWhateverItsMultiplierByTheVenueAndInOurBooks) {
  for (const InstrumentId instrument : {kStock, kFuture}) {
    for (const Side side : {Side::Buy, Side::Sell}) {
      SimRules rules;
      rules.can_short = true;
      rules.margin = ratio("0.1");
      Place place{rules, Money::whole(10'000)};
      place.bar("10 10 10 10", instrument);
      place.send({order(side, "10", instrument)});
      place.bar("10 10 10 10", instrument);
      const std::vector<Instrument> instruments{
          {.id = kStock}, {.id = kOther}, {.id = kFuture, .multiplier = 50}};
      portfolio::Portfolio ours{instruments, kUsd, Money::whole(10'000)};
      ours.apply(portfolio::Fill{.instrument = instrument,
                                 .side = side,
                                 .quantity = Quantity::whole(10),
                                 .price = Price::whole(10)});
      const Money before = place.venue.account().cash();

      place.show(dividend("0.25", instrument));
      ours.apply(dividend("0.25", instrument));

      EXPECT_EQ(place.venue.account().cash() - before, money(side == Side::Buy ? "2.5" : "-2.5"));
      EXPECT_EQ(place.venue.account().cash(), ours.cash(kUsd));
    }
  }
}

/// A venue under US practice with 10 held at 10, and the orders that a dividend may touch.
class ADividendOverOrders : public testing::Test {
 protected:
  static SimRules us_practice() {
    SimRules rules;
    rules.dividends_lower_orders = true;
    return rules;
  }
  void hold_ten() {
    place.bar("10 10 10 10", kOther);
    place.send({buy("10", kOther)});
    place.bar("10 10 10 10", kOther);
  }

  Place place{us_practice(), Money::whole(10'000)};
};

TEST_F(ADividendOverOrders, LowersAStopThatSellsSoThatTheExDateDoesNotTripIt) {
  hold_ten();
  place.send({stop(exit_of("10", kOther), "9.50")});

  place.show(paid(dividend("0.504", kOther)));

  EXPECT_EQ(place.bar("9.40 9.40 9.00 9.00", kOther), "") << "9.50 - 0.504, down to the tick: 8.99";
  EXPECT_EQ(place.bar("9.00 9.00 8.99 9.00", kOther), "B filled 10 @ 8.99");
}

TEST_F(ADividendOverOrders, LowersALimitThatBuysAndNoLimitThatSells) {
  hold_ten();
  place.send({limit(buy("1", kOther), "9.50"), limit(exit_of("10", kOther), "10.40")});

  place.show(paid(dividend("0.50", kOther)));

  EXPECT_EQ(place.bar("9.40 9.90 9.01 9.50", kOther), "") << "the limit is 9.00 now";
  EXPECT_EQ(place.bar("9.50 10.41 8.99 9.50", kOther), "C filled 10 @ 10.4; B filled 1 @ 9");
}

TEST_F(ADividendOverOrders, LeavesDayOrdersAndStopsThatBuyAlone) {
  hold_ten();
  place.send({limit(day(buy("1", kOther)), "9.50"), stop(buy("1", kOther), "10.50")});

  place.show(paid(dividend("0.50", kOther)));

  EXPECT_EQ(place.bar("10 10.50 9.49 10", kOther), "B filled 1 @ 9.5; C filled 1 @ 10.5");
}

TEST_F(ADividendOverOrders, CancelsAnOrderThatItLeavesNoPriceFor) {
  hold_ten();
  place.send({stop(exit_of("10", kOther), "2")});

  EXPECT_EQ(place.show(paid(dividend("3", kOther))), "B cancelled bad_price");
}

TEST(ADividendOverOrdersOfAPlainVenue, LeavesThemAlone) {
  Place place{{}};
  place.bar("10 10 10 10", kOther);
  place.send({buy("10", kOther)});
  place.bar("10 10 10 10", kOther);
  place.send({stop(exit_of("10", kOther), "9.50")});

  place.show(paid(dividend("0.50", kOther)));

  EXPECT_EQ(place.bar("9.60 9.60 9.40 9.40", kOther), "B filled 10 @ 9.5");
}

TEST(ADelisting, PaysHoldersCancelsTheirOrdersAndTakesNoMore) {
  Place place{{}, Money::whole(10'000)};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("10"), "9"), buy("1")});

  EXPECT_EQ(place.show(delisting("2.5")), "B cancelled delisted; C cancelled delisted");
  EXPECT_EQ(place.venue.account().position(kStock), Quantity{});
  EXPECT_EQ(place.venue.account().cash(), money("9925"));
  EXPECT_EQ(place.venue.account().equity(), money("9925"));
  EXPECT_EQ(place.send({buy("1")}), "D rejected delisted");
  EXPECT_EQ(place.send({buy("1", kOther)}), "") << "others trade on";
}

TEST(ADelisting, AgreesWithOurBooksForAnyMultiplierAndSide) {
  for (const InstrumentId instrument : {kStock, kFuture}) {
    for (const Side side : {Side::Buy, Side::Sell}) {
      SimRules rules;
      rules.can_short = true;
      rules.margin = ratio("0.1");
      Place place{rules, Money::whole(10'000)};
      place.bar("10 10 10 10", instrument);
      place.send({order(side, "10", instrument)});
      place.bar("10 10 10 10", instrument);
      const std::vector<Instrument> instruments{
          {.id = kStock}, {.id = kOther}, {.id = kFuture, .multiplier = 50}};
      portfolio::Portfolio ours{instruments, kUsd, Money::whole(10'000)};
      ours.apply(portfolio::Fill{.instrument = instrument,
                                 .side = side,
                                 .quantity = Quantity::whole(10),
                                 .price = Price::whole(10)});

      place.show(delisting("0.37", instrument));
      ours.apply(delisting("0.37", instrument));

      EXPECT_EQ(place.venue.account().cash(), ours.cash(kUsd));
      EXPECT_EQ(place.venue.account().equity(), ours.equity());
      EXPECT_TRUE(ours.balances());
    }
  }
}

TEST(AChangeOfSymbol, IsNoEventForTheMarket) {
  Place place{{}, Money::whole(10'000)};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("10"), "9")});

  EXPECT_EQ(
      place.show(CorporateAction{
          .instrument = kStock, .kind = CorporateAction::Kind::SymbolChange, .symbol = "NEW"}),
      "");

  EXPECT_EQ(place.bar("9.5 9.5 8 8"), "B filled 10 @ 9");
}

}  // namespace
}  // namespace tw::sim
