#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Orders that wake and orders that cancel each other, beyond an entry with its exits.
namespace tw::sim {
namespace {

constexpr OcoGroup kGroup{7};

OrderRequest in_group(OrderRequest request, OcoGroup group = kGroup) {
  request.group = group;
  return request;
}
OrderRequest after(char parent, OrderRequest request) {
  request.parent = Place::id_of(parent);
  return request;
}

TEST(OneCancelsOther, WhatOneFillsTheOtherLoses) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({in_group(stop(buy("10"), "12")), in_group(limit(buy("10"), "8"))});

  EXPECT_EQ(place.bar("10 12 9 12"), "A filled 10 @ 12; B cancelled sibling_filled");
}

TEST(OneCancelsOther, OfABarThatTouchesBothTheStopFillsWhicheverWasSentFirst) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({in_group(limit(buy("10"), "8")), in_group(stop(buy("10"), "12"))});

  EXPECT_EQ(place.bar("10 12 7 10"), "B filled 10 @ 12; A cancelled sibling_filled");
}

TEST(OneCancelsOther, APartOfOneShrinksTheOther) {
  Place place{{.participation = ratio("0.1")}};
  place.bar("10 10 10 10");
  place.send({in_group(stop(buy("10"), "12")), in_group(limit(buy("10"), "8"))});

  EXPECT_EQ(place.bar("12 12 12 12 40"), "A part 4 @ 12; A triggered");
  EXPECT_EQ(place.bar("7 7 7 7 30"), "A part 3 @ 7") << "what is left of a stop takes the volume";
  EXPECT_EQ(place.bar("7 7 7 7 60"), "A filled 3 @ 7; B cancelled sibling_filled");
}

TEST(OneCancelsOther, OtherGroupsAndOrdersWithoutOneStay) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({in_group(limit(buy("1"), "8")), in_group(limit(buy("1"), "8"), OcoGroup{8}),
              limit(buy("1"), "8")});

  EXPECT_EQ(place.bar("8 8 8 8"), "A filled 1 @ 8; B filled 1 @ 8; C filled 1 @ 8");
}

TEST(OneCancelsOther, ACancelledLegLeavesTheOther) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({in_group(limit(buy("1"), "8")), in_group(stop(buy("1"), "12"))});

  EXPECT_EQ(place.cancel('B'), "B cancelled requested");
  EXPECT_EQ(place.bar("8 8 8 8"), "A filled 1 @ 8");
}

TEST(OneCancelsOther, TwoExitsOfAPositionWithoutAnEntryArePossible) {
  Place place{{}};
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({in_group(stop(exit_of("10"), "9")), in_group(limit(exit_of("10"), "12"))});

  EXPECT_EQ(place.bar("12.5 13 11 13"), "C filled 10 @ 12.5; B cancelled sibling_filled");
}

TEST(OneTriggersOther, AStopEntryWakesALimitEntry) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({stop(buy("10"), "12"), after('A', limit(buy("5"), "11"))});

  EXPECT_EQ(place.bar("10 11.5 10 11"), "") << "the second sleeps";
  EXPECT_EQ(place.bar("12 12 12 12"), "A filled 10 @ 12");
  EXPECT_EQ(place.bar("11.5 12 10.5 12"), "B filled 5 @ 11");
}

TEST(OneTriggersOther, AnExitMayWakeAnEntry) {
  Place place{{.can_short = true}};
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("10"), "9"), after('B', sell("10"))});

  EXPECT_EQ(place.bar("10 10 9 9"), "B filled 10 @ 9");
  EXPECT_EQ(place.bar("8 8 8 8"), "C filled 10 @ 8");
}

TEST(OneTriggersOther, AChildEndsWithAParentThatNeverFilled) {
  Place place{{}};
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("10"), "9"), after('B', buy("10"))});

  EXPECT_EQ(place.cancel('B'), "B cancelled requested; C cancelled parent_gone");
}

TEST(OneTriggersOther, AnExitThatFillsLeavesItsEntrysOtherChildAlone) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop(attached(Side::Sell), "9"), after('A', limit(buy("5"), "8"))});
  EXPECT_EQ(place.bar("10 10 10 10"), "A filled 10 @ 10");

  EXPECT_EQ(place.bar("10 10 8.5 9"), "B filled 10 @ 9");
  EXPECT_EQ(place.bar("9 9 7 8"), "C filled 5 @ 8");
}

}  // namespace
}  // namespace tw::sim
