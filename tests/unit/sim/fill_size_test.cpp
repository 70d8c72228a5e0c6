#include "sim/fill_size.hpp"

#include <gtest/gtest.h>

#include "sim/commission.hpp"
#include "unit/sim/place.hpp"

// How many units an order trades: what is held, what can be paid, what the market has.
namespace tw::sim {
namespace {

/// Returns what one market order does at an open of 10, after the account bought `held` there.
std::string story_of(const SimRules& rules, Money cash, const OrderRequest& request,
                     std::string_view held = "0") {
  Place place{rules, cash};
  place.bar("10 10 10 10", request.instrument);
  if (held != "0") {
    place.send({order(held.front() == '-' ? Side::Sell : Side::Buy,
                      held.substr(held.front() == '-' ? 1 : 0), request.instrument)});
    place.bar("10 10 10 10", request.instrument);
  }
  place.send({request});
  return place.bar("10 10 10 10", request.instrument);
}

SimRules costing(Money fixed) { return {.commission = {.fixed = fixed}}; }

TEST(FillSize, AnEntryIsTrimmedToWhatTheCashPaysFor) {
  EXPECT_EQ(story_of({}, Money::whole(1'000), buy("100")), "A filled 100 @ 10");
  EXPECT_EQ(story_of({}, Money::whole(999), buy("100")),
            "A part 99 @ 10; A cancelled insufficient_funds");
  EXPECT_EQ(story_of({}, Money::whole(9), buy("100")), "A cancelled insufficient_funds");
}

TEST(FillSize, TheFeeIsPaidFromTheSameCash) {
  EXPECT_EQ(story_of(costing(Money::whole(5)), Money::whole(1'005), buy("100")),
            "A filled 100 @ 10 fee 5");
  EXPECT_EQ(story_of(costing(Money::whole(5)), Money::whole(1'000), buy("100")),
            "A part 99 @ 10 fee 5; A cancelled insufficient_funds");
}

TEST(FillSize, ADroppedOrderTradesNothing) {
  SimRules rules;
  rules.trims_to_funds = false;

  EXPECT_EQ(story_of(rules, Money::whole(999), buy("100")), "A cancelled insufficient_funds");
}

TEST(FillSize, AnOrderTooLargeToReckonIsTrimmedAndStillPaysItsFee) {
  EXPECT_EQ(story_of(costing(Money::whole(5)), Money::whole(100), buy("90000000000")),
            "A part 9 @ 10 fee 5; A cancelled insufficient_funds");
}

TEST(FillSize, MarginLetsAPositionBeLargerThanTheCash) {
  SimRules rules;
  rules.margin = ratio("0.25");

  EXPECT_EQ(story_of(rules, Money::whole(1'000), buy("400")), "A filled 400 @ 10");
  EXPECT_EQ(story_of(rules, Money::whole(1'000), buy("401")),
            "A part 400 @ 10; A cancelled insufficient_funds");
}

TEST(FillSize, MarginOfAPriceBelowACentIsReckonedExactly) {
  SimRules rules;
  rules.margin = ratio("0.3");
  Place place{rules, money("0.0001")};
  place.bar("0.00000033 0.00000033 0.00000033 0.00000033");
  place.send({buy("100000")});

  // 0.0001 / (0.00000033 × 0.3) = 1010.1; a margin cut to 1e-8 would have been 0.00000009: 1111.
  EXPECT_EQ(place.bar("0.00000033 0.00000033 0.00000033 0.00000033"),
            "A part 1010 @ 0.00000033; A cancelled insufficient_funds");
}

TEST(FillSize, AContractsMultiplierIsPaidFor) {
  EXPECT_EQ(story_of({}, Money::whole(1'499), buy("3", kFuture)),
            "A part 2 @ 10; A cancelled insufficient_funds");
  EXPECT_EQ(story_of({}, Money::whole(1'500), buy("3", kFuture)), "A filled 3 @ 10");
}

TEST(FillSize, AShortNeedsAnAccountThatAllowsIt) {
  SimRules rules;
  EXPECT_EQ(story_of(rules, Money::whole(1'000), sell("10")), "A cancelled insufficient_funds");
  EXPECT_EQ(story_of(rules, Money::whole(1'000), sell("15"), "10"),
            "B part 10 @ 10; B cancelled insufficient_funds");

  rules.can_short = true;
  EXPECT_EQ(story_of(rules, Money::whole(1'000), sell("100")), "A filled 100 @ 10");
  EXPECT_EQ(story_of(rules, Money::whole(1'000), sell("101")),
            "A part 100 @ 10; A cancelled insufficient_funds");
}

TEST(FillSize, AReversalInOneOrderUsesTheMarginThatItFrees) {
  SimRules rules;
  rules.can_short = true;

  EXPECT_EQ(story_of(rules, Money::whole(1'000), sell("200"), "100"), "B filled 200 @ 10");
  EXPECT_EQ(story_of(rules, Money::whole(1'000), sell("201"), "100"),
            "B part 200 @ 10; B cancelled insufficient_funds");
}

TEST(FillSize, AnExitIsCutToWhatIsHeld) {
  EXPECT_EQ(story_of({}, Money::whole(1'000), exit_of("10"), "10"), "B filled 10 @ 10");
  EXPECT_EQ(story_of({}, Money::whole(1'000), exit_of("11"), "10"),
            "B part 10 @ 10; B cancelled position_closed");
  EXPECT_EQ(story_of({}, Money::whole(1'000), exit_of("11")), "A cancelled position_closed");
}

TEST(FillSize, AnExitOfTheWrongSideClosesNothing) {
  SimRules rules;
  rules.can_short = true;

  EXPECT_EQ(story_of(rules, Money::whole(1'000), exit_of("5"), "-5"),
            "B cancelled position_closed");
}

OrderRequest share(double fraction, InstrumentId instrument = kStock) {
  return {.instrument = instrument, .size = Size::fraction(fraction)};
}

SimRules at_fill() {
  SimRules rules;
  rules.size_at = SizeAt::Fill;
  rules.trims_to_funds = false;
  rules.sizes_with_fixed_fee_per_unit = true;
  return rules;
}

TEST(FillSize, AFractionIsResolvedAtTheFill) {
  EXPECT_EQ(story_of(at_fill(), Money::whole(1'005), share(1.0)), "A filled 100 @ 10");
  EXPECT_EQ(story_of(at_fill(), Money::whole(1'005), share(0.5)), "A filled 50 @ 10");
  EXPECT_EQ(story_of(at_fill(), Money::whole(9), share(1.0)), "A cancelled size_is_zero");
}

TEST(FillSize, AFractionCarriesTheFixedFeeOnEachUnitAsThatLibraryDoes) {
  SimRules rules = at_fill();
  rules.commission.fixed = Money::whole(5);

  EXPECT_EQ(story_of(rules, Money::whole(1'000), share(1.0)), "A filled 66 @ 10 fee 5");
}

// A spread on a price of cents used to be rounded to 1e-8 before the units were reckoned, and
// bought one more of a million than backtesting.py does.
TEST(FillSize, AFractionIsReckonedOnThePriceBeforeItIsRounded) {
  SimRules rules = at_fill();
  rules.spread = {.rate = ratio("0.002"), .entries_only = true};
  Place place{rules, money("293838.503")};
  place.bar("0.293252 0.293252 0.293252 0.293252");
  place.send({share(1.0)});

  // 293838.503 / 0.293838504 = 999999.997; by 0.2938385 it would have been 1000000.01.
  EXPECT_EQ(place.bar("0.293252 0.293252 0.293252 0.293252"), "A filled 999999 @ 0.2938385");
}

TEST(FillSize, AFractionKeepsEnoughForAFeeByTheShare) {
  SimRules rules = at_fill();
  rules.commission = ibkr_fixed();

  EXPECT_EQ(story_of(rules, Money::whole(1'000), share(1.0)), "A filled 99 @ 10 fee 1");
}

TEST(FillSize, AFractionOfAContractCountsItsMultiplier) {
  EXPECT_EQ(story_of(at_fill(), Money::whole(1'600), share(1.0, kFuture)), "A filled 3 @ 10");
}

SimRules on_arrival() {
  SimRules rules;
  rules.trims_to_funds = false;
  rules.checks_funds_on_arrival = true;
  return rules;
}

// An entry whose limit was dearer than the account used to fill at a cheaper open, where backtrader
// drops it as the next bar begins.
TEST(FillSize, FundsAreLookedAtOnArrivalAtTheOrdersOwnPrice) {
  for (const auto& [rules, story] : {std::pair{on_arrival(), "A cancelled insufficient_funds"},
                                     {SimRules{}, "A filled 95 @ 9"}}) {
    Place place{rules, Money::whole(1'000)};
    place.bar("10 10 10 10");
    place.send({limit(buy("95"), "10.6")});
    EXPECT_EQ(place.bar("9 9 9 9"), story);
  }
}

TEST(FillSize, FundsOfAMarketOrderAreLookedAtOnArrivalAtTheLastClose) {
  Place place{on_arrival(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({buy("101")});
  EXPECT_EQ(place.bar("9 9 9 9"), "A cancelled insufficient_funds");
  place.send({buy("101")});
  EXPECT_EQ(place.bar("9 9 9 9"), "B filled 101 @ 9");
}

TEST(FillSize, FundsOnArrivalGoToTheFirstAndComeBackFromAnExit) {
  Place place{on_arrival(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({limit(buy("60"), "9"), limit(buy("60"), "9")});
  EXPECT_EQ(place.bar("10 10 10 10"), "B cancelled insufficient_funds");
  EXPECT_EQ(place.bar("9 9 9 9"), "A filled 60 @ 9");
  place.send({exit_of("60"), buy("100")});
  EXPECT_EQ(place.bar("9 9 9 9"), "C filled 60 @ 9; D filled 100 @ 9");
}

TEST(FillSize, AnOrderIsLookedAtOnceAndThenRests) {
  Place place{on_arrival(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({limit(buy("60"), "9")});
  EXPECT_EQ(place.bar("10 10 10 10"), "");
  place.send({buy("90")});
  EXPECT_EQ(place.bar("10 10 10 10"), "B filled 90 @ 10");
  EXPECT_EQ(place.bar("10 10 10 10"), "");
  EXPECT_EQ(place.bar("9 9 9 9"), "A cancelled insufficient_funds");
}

TEST(FillSize, AFractionMayNotSellShortEither) {
  OrderRequest request = share(1.0);
  request.side = Side::Sell;

  EXPECT_EQ(story_of(at_fill(), Money::whole(1'000), request), "A cancelled insufficient_funds");
}

TEST(FillSize, ACoinTradesInFractionsOnlyWhereTheRulesLetIt) {
  SimRules rules;
  EXPECT_EQ(story_of(rules, Money::whole(25), buy("3", kCoin)),
            "A part 2 @ 10; A cancelled insufficient_funds");

  rules.whole_units = false;
  EXPECT_EQ(story_of(rules, Money::whole(25), buy("3", kCoin)),
            "A part 2.5 @ 10; A cancelled insufficient_funds");
}

}  // namespace
}  // namespace tw::sim
