#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// An entry with a stop and a target: A, B and C.
namespace tw::sim {
namespace {

OrderRequest stop_loss(std::string_view at) { return stop(attached(Side::Sell), at); }
OrderRequest target(std::string_view at) { return limit(attached(Side::Sell), at); }

/// A venue where a limit that is touched fills: exits are looked at, not queues.
SimRules touching() {
  SimRules rules;
  rules.limit_needs_trade_through = false;
  return rules;
}

/// A long of 10 at 10, with a stop at 9 and a target at 12 that work.
Place in_position(const SimRules& rules = touching()) {
  Place place{rules};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop_loss("9"), target("12")});
  EXPECT_EQ(place.bar("10 10 10 10"), "A filled 10 @ 10");
  return place;
}

TEST(AttachedExits, SleepUntilTheirEntryFills) {
  Place place{touching()};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "8"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("10 13 8.5 10"), "");
}

TEST(AttachedExits, ATargetThatFillsCancelsTheStop) {
  Place place = in_position();

  EXPECT_EQ(place.bar("10 12 9.5 11"), "C filled 10 @ 12; B cancelled sibling_filled");
  EXPECT_EQ(place.venue.resting(), 0U);
}

TEST(AttachedExits, AStopThatFillsCancelsTheTarget) {
  Place place = in_position();

  EXPECT_EQ(place.bar("10 11 9 10"), "B filled 10 @ 9; C cancelled sibling_filled");
}

TEST(AttachedExits, WhenABarTouchesBothTheStopFills) {
  Place place = in_position();

  EXPECT_EQ(place.bar("10 12 9 11"), "B filled 10 @ 9; C cancelled sibling_filled");
}

TEST(AttachedExits, AnOpenBeyondTheTargetIsStillSeenAfterTheStop) {
  Place place = in_position();

  // Pessimistic though the open came first: bars alone do not tell what the open was worth to us.
  EXPECT_EQ(place.bar("13 13 8 9"), "B filled 10 @ 9; C cancelled sibling_filled");
}

TEST(AttachedExits, WorkInTheBarWhoseOpenFilledTheEntry) {
  Place place{touching()};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("10 11 8 10"),
            "A filled 10 @ 10; B filled 10 @ 9; C cancelled sibling_filled");
}

/// The rules of backtesting.py for the exits of an entry that rested.
SimRules waiting() {
  SimRules rules = touching();
  rules.exits_of_resting_entries_wait = true;
  return rules;
}

TEST(AttachedExits, OfARestingEntryWaitForTheNextBarEvenWhereItFilledAtTheOpen) {
  Place place{waiting()};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "9.5"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("9.4 13 8 10"), "A filled 10 @ 9.4");
  EXPECT_EQ(place.bar("10 12 9.5 10"), "C filled 10 @ 12; B cancelled sibling_filled");
}

TEST(AttachedExits, OfAStopEntryTakeTheTargetInItsOwnBarWhereTheStopIsUntouched) {
  Place place{waiting()};
  place.bar("10 10 10 10");
  place.send({stop(buy("10"), "11"), stop_loss("10"), target("12")});

  EXPECT_EQ(place.bar("10.5 12.5 10.1 12"),
            "A filled 10 @ 11; C filled 10 @ 12; B cancelled sibling_filled");
}

TEST(AttachedExits, OfAStopEntryThatOpensBeyondTheTargetTakeTheOpen) {
  Place place{waiting()};
  place.bar("10 10 10 10");
  place.send({stop(buy("10"), "11"), stop_loss("10"), target("12")});

  EXPECT_EQ(place.bar("12.25 12.5 12.1 12.4"),
            "A filled 10 @ 12.25; C filled 10 @ 12.25; B cancelled sibling_filled");
}

TEST(AttachedExits, OfAStopEntryWhoseBarTouchedBothWait) {
  Place place{waiting()};
  place.bar("10 10 10 10");
  place.send({stop(buy("10"), "11"), stop_loss("10"), target("12")});

  EXPECT_EQ(place.bar("10.5 12.5 10 12"), "A filled 10 @ 11");
  EXPECT_EQ(place.bar("12.1 12.5 12 12"), "C filled 10 @ 12.1; B cancelled sibling_filled");
}

TEST(AttachedExits, OfAShortStopEntryAreMirrored) {
  SimRules rules = waiting();
  rules.can_short = true;
  Place place{rules};
  place.bar("10 10 10 10");
  place.send(
      {stop(sell("10"), "9"), stop(attached(Side::Buy), "10"), limit(attached(Side::Buy), "8")});

  EXPECT_EQ(place.bar("9.5 9.9 7.5 8"),
            "A filled 10 @ 9; C filled 10 @ 8; B cancelled sibling_filled");
}

TEST(AttachedExits, WaitForTheNextBarWhereTheRulesSaySo) {
  SimRules rules = touching();
  rules.exits_work_in_fill_bar = false;
  Place place{rules};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("10 13 8 10"), "A filled 10 @ 10");
  EXPECT_EQ(place.bar("8.5 10 8 9"), "B filled 10 @ 8.5; C cancelled sibling_filled");
}

TEST(AttachedExits, OfAnEntryThatFilledInsideABarWaitForTheNext) {
  Place place{touching()};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "9.5"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("10 12 8 11"), "A filled 10 @ 9.5");
  EXPECT_EQ(place.bar("11 12 10 11"), "C filled 10 @ 12; B cancelled sibling_filled");
}

TEST(AttachedExits, FallWhenTheirEntryIsCancelled) {
  Place place{touching()};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "8"), stop_loss("7"), target("12")});

  EXPECT_EQ(place.cancel('A'),
            "A cancelled requested; B cancelled parent_gone; C cancelled parent_gone");
  EXPECT_EQ(place.venue.resting(), 0U);
}

TEST(AttachedExits, FallWhenTheirEntryCannotBePaid) {
  SimRules rules = touching();
  rules.trims_to_funds = false;
  Place place{rules, Money::whole(50)};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("10 10 10 10"),
            "A cancelled insufficient_funds; B cancelled parent_gone; C cancelled parent_gone");
}

TEST(AttachedExits, FallWhenSomethingElseClosesThePosition) {
  Place place = in_position();
  place.send({exit_of("10")});

  EXPECT_EQ(place.bar("11 11 11 11"),
            "D filled 10 @ 11; B cancelled position_closed; C cancelled position_closed");
}

TEST(AttachedExits, AreCutToWhatIsStillHeld) {
  Place place = in_position();
  place.send({exit_of("4")});
  EXPECT_EQ(place.bar("11 11 11 11"), "D filled 4 @ 11");

  EXPECT_EQ(place.bar("8 8 8 8"),
            "B part 6 @ 8; B cancelled position_closed; C cancelled position_closed");
}

TEST(AttachedExits, TakeWhatTheirEntryHasFilledSoFar) {
  SimRules rules = touching();
  rules.participation = ratio("0.1");
  Place place{rules};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop_loss("9"), target("12")});

  EXPECT_EQ(place.bar("10 10 10 10 40"), "A part 4 @ 10");
  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A filled 6 @ 10");
  EXPECT_EQ(place.bar("10 12 10 11 1000"), "C filled 10 @ 12; B cancelled sibling_filled");
}

// What the entry bought after its stop had filled used to stay without any exit.
TEST(AttachedExits, EndTheirEntryWhenTheyBeginToFill) {
  SimRules rules = touching();
  rules.participation = ratio("0.1");
  Place place{rules};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "10"), stop_loss("9"), target("12")});
  EXPECT_EQ(place.bar("10 10 10 10 40"), "A part 4 @ 10");

  EXPECT_EQ(place.bar("11 11 9 9 1000"),
            "B filled 4 @ 9; A cancelled exit_filled; C cancelled sibling_filled");
  EXPECT_EQ(place.venue.account().position(kStock), Quantity{});
}

TEST(AttachedExits, ShareWhatIsLeftWhenOneFillsInPart) {
  SimRules rules = touching();
  rules.participation = ratio("0.1");
  Place place = in_position(rules);

  EXPECT_EQ(place.bar("10 12 10 11 30"), "C part 3 @ 12");
  EXPECT_EQ(place.bar("10 10 9 9 1000"), "B filled 7 @ 9; C cancelled sibling_filled");
}

TEST(AttachedExits, OfAShortAreMirrored) {
  SimRules rules = touching();
  rules.can_short = true;
  Place place{rules};
  place.bar("10 10 10 10");
  place.send({sell("10"), stop(attached(Side::Buy), "11"), limit(attached(Side::Buy), "8")});
  place.bar("10 10 10 10");

  EXPECT_EQ(place.bar("10 11 8 9"), "B filled 10 @ 11; C cancelled sibling_filled");
}

TEST(AttachedExits, ThatComeAfterTheirEntryEndedFallAtOnce) {
  Place place{touching()};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 10");
  OrderRequest late = stop_loss("9");
  late.parent = Place::id_of('A');

  EXPECT_EQ(place.send({late}), "B cancelled parent_gone");
}

TEST(AttachedEntries, TradeTheirOwnSizeOnceTheirParentFills) {
  Place place{touching()};
  place.bar("10 10 10 10");
  OrderRequest second = limit(buy("3"), "9");
  second.parent = Place::id_of('A');
  place.send({buy("10"), second});
  EXPECT_EQ(place.bar("10 10 10 10"), "A filled 10 @ 10");

  EXPECT_EQ(place.bar("10 10 9 9"), "B filled 3 @ 9");
}

}  // namespace
}  // namespace tw::sim
