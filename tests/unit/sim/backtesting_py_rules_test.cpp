#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Conventions that only the preset of that library asks for.
namespace tw::sim {
namespace {

SimRules lot_by_lot() {
  SimRules rules;
  rules.commission = {.fixed = Money::whole(5), .percent = ratio("0.001")};
  rules.charges_each_lot = true;
  rules.can_short = true;
  return rules;
}

TEST(LotByLot, AnExitOfThreeEntriesPaysThreeCommissions) {
  Place place{lot_by_lot()};
  place.bar("100 100 100 100");
  place.send({buy("10"), buy("10"), buy("10")});
  place.bar("100 100 100 100");
  place.send({exit_of("30")});

  // 3 x 5, and 0.1 % of 6000.
  EXPECT_EQ(place.bar("200 200 200 200"), "D filled 30 @ 200 fee 21");
}

TEST(LotByLot, APartOfALotPaysForItselfAndSoDoesTheRest) {
  Place place{lot_by_lot()};
  place.bar("100 100 100 100");
  place.send({buy("10"), buy("10")});
  place.bar("100 100 100 100");

  place.send({exit_of("15")});
  EXPECT_EQ(place.bar("200 200 200 200"), "C filled 15 @ 200 fee 13");
  place.send({exit_of("5")});
  EXPECT_EQ(place.bar("200 200 200 200"), "D filled 5 @ 200 fee 6");
}

TEST(LotByLot, AnEntryThatCrossesZeroIsOneLotOfWhatItOpened) {
  Place place{lot_by_lot()};
  place.bar("100 100 100 100");
  place.send({buy("10"), buy("10")});
  place.bar("100 100 100 100");
  place.send({sell("30")});
  place.bar("100 100 100 100");
  OrderRequest cover = buy("10");
  cover.reduce_only = true;
  place.send({cover});

  EXPECT_EQ(place.bar("100 100 100 100"), "D filled 10 @ 100 fee 6");
}

TEST(LimitEntries, MayPayTheSpreadAsThatLibraryHasThem) {
  SimRules rules;
  rules.spread = {.rate = ratio("0.01"), .entries_only = true};
  rules.limit_entries_pay_spread = true;
  Place place{rules};
  place.bar("100 100 100 100");
  place.send({limit(buy("10"), "90")});
  EXPECT_EQ(place.bar("100 100 80 100"), "A filled 10 @ 90.9");
  OrderRequest target = limit(exit_of("10"), "110");
  place.send({target});

  EXPECT_EQ(place.bar("100 120 100 100"), "B filled 10 @ 110");
}

TEST(Funds, MayBeReckonedAtTheCloseOfTheBarThatFills) {
  SimRules rules;
  rules.margin = ratio("0.5");
  rules.trims_to_funds = false;
  rules.funds_look_at_close = true;
  Place place{rules, Money::whole(1'000)};
  place.bar("100 100 100 100");
  place.send({buy("10")});
  place.bar("100 100 100 100");
  place.send({buy("10")});

  // At the open 500 are free, which is what the order needs; at the close of 99 only 495 are.
  EXPECT_EQ(place.bar("100 100 99 99"), "B cancelled insufficient_funds");
}

}  // namespace
}  // namespace tw::sim
