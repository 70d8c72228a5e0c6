#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// When equity is gone at a close, everything is closed there and the rest is written off.
namespace tw::sim {
namespace {

SimRules borrowing() {
  SimRules rules;
  rules.margin = ratio("0.1");
  rules.can_short = true;
  return rules;
}

TEST(Ruin, ClosesEverythingAtTheCloseAndWritesTheRestOff) {
  Place place{borrowing(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({buy("1000")});
  place.bar("10 10 10 10");
  place.send({limit(buy("1"), "5"), stop(exit_of("1000"), "8")});

  EXPECT_EQ(place.bar("9.5 9.5 8.5 8.9"),
            "B cancelled ruined; C cancelled ruined; account filled 1000 @ 8.9; cash 100; closed");
  EXPECT_TRUE(place.venue.is_ruined());
  EXPECT_EQ(place.venue.account().equity(), Money{});
  EXPECT_EQ(place.venue.account().position(kStock), Quantity{});
}

TEST(Ruin, IsAtZeroAndNotBefore) {
  Place place{borrowing(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({buy("1000")});
  place.bar("10 10 10 10");

  EXPECT_EQ(place.bar("9.5 9.5 9 9.00000001"), "");
  EXPECT_EQ(place.bar("9 9 9 9"), "account filled 1000 @ 9; cash 0; closed");
}

TEST(Ruin, PaysTheCommissionOfItsClosing) {
  SimRules rules = borrowing();
  rules.commission.fixed = Money::whole(5);
  Place place{rules, Money::whole(1'005)};
  place.bar("10 10 10 10");
  place.send({buy("1000")});
  place.bar("10 10 10 10");

  EXPECT_EQ(place.bar("9 9 9 9"), "account filled 1000 @ 9 fee 5; cash 5; closed");
}

TEST(Ruin, OfAShortThatRisesClosesItToo) {
  Place place{borrowing(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({sell("500")});
  place.bar("10 10 10 10");

  EXPECT_EQ(place.bar("11 13 11 12"), "account filled 500 @ 12; cash 0; closed");
}

TEST(Ruin, ClosesOtherInstrumentsAtTheirLastMark) {
  Place place{borrowing(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.same_bar("20 20 20 20", kOther);
  place.send({buy("500"), buy("100", kOther)});
  place.bar("10 10 10 10");
  place.same_bar("20 20 20 20", kOther);

  EXPECT_EQ(place.bar("8 8 8 8"),
            "account filled 500 @ 8; account filled 100 @ 20; cash 0; closed");
}

TEST(Ruin, RefusesEveryOrderAfterIt) {
  Place place{borrowing(), Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({buy("1000")});
  place.bar("10 10 10 10");
  place.bar("8 8 8 8");
  ASSERT_TRUE(place.venue.is_ruined());

  EXPECT_EQ(place.send({buy("1"), stop(attached(Side::Sell), "7")}),
            "B rejected ruined; C cancelled parent_gone");
  EXPECT_EQ(place.bar("8 8 8 8"), "");
}

TEST(Ruin, CannotHappenToLongsThatWerePaidInFull) {
  Place place{{}, Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({buy("100")});
  place.bar("10 10 10 10");

  EXPECT_EQ(place.bar("0.01 0.01 0.01 0.01"), "");
  EXPECT_FALSE(place.venue.account().can_be_ruined());
}

TEST(Ruin, IsNotCalledWhereTheRulesLeaveItOut) {
  SimRules rules = borrowing();
  rules.ruin_ends_run = false;
  Place place{rules, Money::whole(1'000)};
  place.bar("10 10 10 10");
  place.send({buy("1000")});
  place.bar("10 10 10 10");

  EXPECT_EQ(place.bar("8 8 8 8"), "");
  EXPECT_EQ(place.venue.account().equity(), Money::whole(-1'000));
}

}  // namespace
}  // namespace tw::sim
