#include "sim/sim_venue.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Spread, volume, day orders and cancels.
namespace tw::sim {
namespace {

SimRules spreading(bool entries_only) {
  return {.spread = {.rate = ratio("0.01"), .entries_only = entries_only}};
}

TEST(Spread, MakesBothSidesWorse) {
  Place place{spreading(false)};
  place.bar("100 100 100 100");
  place.send({buy("10")});
  EXPECT_EQ(place.bar("100 100 100 100"), "A filled 10 @ 101");
  place.send({exit_of("10")});
  EXPECT_EQ(place.bar("100 100 100 100"), "B filled 10 @ 99");
}

TEST(Spread, MayBeOfEntriesAlone) {
  Place place{spreading(true)};
  place.bar("100 100 100 100");
  place.send({buy("10")});
  EXPECT_EQ(place.bar("100 100 100 100"), "A filled 10 @ 101");
  place.send({exit_of("10")});
  EXPECT_EQ(place.bar("100 100 100 100"), "B filled 10 @ 100");
}

TEST(Spread, IsPaidByStopsAndNotByLimits) {
  Place place{spreading(false)};
  place.bar("100 100 100 100");
  place.send(
      {stop(buy("10"), "110"), limit(buy("10"), "90"), limit(stop(buy("10"), "110"), "115")});

  EXPECT_EQ(place.bar("100 120 80 100"),
            "A filled 10 @ 111.1; B filled 10 @ 90; C filled 10 @ 110");
}

TEST(Spread, IsPutOnTheTickGridAgainstUs) {
  Place place{{.spread = {.rate = ratio("0.0001")}}};
  place.bar("10 10 10 10", kOther);
  place.send({buy("10", kOther)});
  EXPECT_EQ(place.bar("10 10 10 10", kOther), "A filled 10 @ 10.01");
  place.send({exit_of("10", kOther)});
  EXPECT_EQ(place.bar("10 10 10 10", kOther), "B filled 10 @ 9.99");
}

SimRules thin() { return {.participation = ratio("0.1"), .can_short = true}; }

TEST(Participation, IsSharedByAllOrdersOfASide) {
  Place place{thin()};
  place.bar("10 10 10 10");
  place.send({buy("60"), buy("60"), sell("500")});

  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A filled 60 @ 10; B part 40 @ 10; C part 100 @ 10");
  EXPECT_EQ(place.bar("10 10 10 10 50"), "B part 5 @ 10; C part 5 @ 10");
}

TEST(Participation, OfABarWithoutVolumeIsNothing) {
  Place place{thin()};
  place.bar("10 10 10 10");
  place.send({buy("10")});

  EXPECT_EQ(place.bar("10 10 10 10 0"), "");
  EXPECT_EQ(place.bar("10 10 10 10 9"), "") << "a tenth of nine is not a share";
  EXPECT_EQ(place.bar("10 10 10 10 100"), "A filled 10 @ 10");
}

TEST(Participation, DoesNotApplyToDataThatCarryNoVolume) {
  Place place{thin()};
  place.venue.ignore_volume(kStock);
  place.bar("10 10 10 10");
  place.send({buy("10")});

  EXPECT_EQ(place.bar("10 10 10 10 0"), "A filled 10 @ 10");
}

// What was left of a stop used to wait for its price to be touched again.
TEST(Participation, LeavesTheRestOfAStopAsAMarketOrder) {
  Place place{thin()};
  place.bar("10 10 10 10");
  place.send({buy("100")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("100"), "9")});

  EXPECT_EQ(place.bar("10 10 8 9.5 600"), "B part 60 @ 9; B triggered");
  EXPECT_EQ(place.bar("9.7 9.8 9.6 9.7 1000"), "B filled 40 @ 9.7");
}

TEST(Participation, LeavesTheRestOfAStopLimitAsALimit) {
  Place place{thin()};
  place.bar("10 10 10 10");
  place.send({limit(stop(buy("100"), "11"), "11.5")});

  EXPECT_EQ(place.bar("10 12 10 12 600"), "A part 60 @ 11; A triggered");
  EXPECT_EQ(place.bar("12 12 12 12 1000"), "");
  EXPECT_EQ(place.bar("10.5 10.6 10.4 10.5 1000"), "A filled 40 @ 10.5");
}

TEST(Participation, OfNoShareStillTriggersAStop) {
  Place place{thin()};
  place.bar("10 10 10 10");
  place.send({stop(buy("10"), "11")});

  EXPECT_EQ(place.bar("10 12 10 12 0"), "A triggered");
  EXPECT_EQ(place.bar("10 10 10 10 100"), "A filled 10 @ 10");
}

TEST(AStopLimit, IsALimitFromTheBarAfterItsTrigger) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({limit(stop(buy("10"), "11"), "10.5")});

  EXPECT_EQ(place.bar("10 11 9 10"), "A triggered");
  EXPECT_EQ(place.bar("11 11.5 10.4 11"), "A filled 10 @ 10.5");
}

TEST(ADayOrder, EndsWithTheFirstSessionThatItMeets) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({day(limit(buy("10"), "9")), limit(buy("10"), "9")});
  EXPECT_EQ(place.bar("10 10 10 10"), "");
  place.next_session();

  EXPECT_EQ(place.bar("10 10 8 10"), "A expired session_ended; B filled 10 @ 9");
}

TEST(ADayOrder, OfTheLastCloseLivesInTheSessionToCome) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.next_session();
  place.send({day(limit(buy("10"), "9"))});

  EXPECT_EQ(place.bar("10 10 10 10"), "");
  EXPECT_EQ(place.bar("10 10 8 10"), "A filled 10 @ 9");
}

TEST(ADayOrder, ExpiresBeforeTheOpenOfTheNextSession) {
  Place place{{.participation = ratio("0.1")}};
  place.bar("10 10 10 10");
  place.send({day(buy("10"))});
  EXPECT_EQ(place.bar("10 10 10 10 50"), "A part 5 @ 10");
  place.next_session();

  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A expired session_ended");
  EXPECT_EQ(place.venue.account().position(kStock), Quantity::whole(5));
}

TEST(ACancel, EndsWhatRests) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "9")});

  EXPECT_EQ(place.cancel('A'), "A cancelled requested");
  EXPECT_EQ(place.bar("8 8 8 8"), "");
}

TEST(ACancel, ThatComesAfterTheFillDoesNothing) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  EXPECT_EQ(place.bar("10 10 10 10"), "A filled 10 @ 10");

  EXPECT_EQ(place.cancel('A'), "");
  EXPECT_EQ(place.cancel('Z'), "");
}

TEST(ACancel, OfTheSameStepAsItsOrderWinsEvenAtThisClose) {
  Place place{{.fill_timing = FillTiming::ThisClose}};
  place.bar("10 10 10 10");
  place.venue.send({CancelOrder{Place::id_of('A')}}, place.now);

  EXPECT_EQ(place.send({buy("10")}), "A cancelled requested");
}

TEST(ACancel, OfAPartlyFilledEntryLeavesItsExitsAtWork) {
  Place place{thin()};
  place.bar("10 10 10 10");
  place.send({buy("10"), stop(attached(Side::Sell), "9")});
  place.bar("10 10 10 10 40");

  EXPECT_EQ(place.cancel('A'), "A cancelled requested");
  EXPECT_EQ(place.bar("10 10 8 8 1000"), "B filled 4 @ 9");
}

TEST(TheVenue, AcknowledgesEveryOrderWithItsSize) {
  Place place{{}};
  place.bar("10 10 10 10");

  place.send({buy("10")});

  EXPECT_EQ(place.last_report.kind, OrderEvent::Kind::Accepted);
  EXPECT_EQ(place.last_report.quantity, Quantity::whole(10));
  EXPECT_EQ(place.last_report.order, Place::id_of('A'));
}

TEST(TheVenue, NumbersItsExecutions) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({buy("10"), buy("10")});
  place.bar("10 10 10 10");
  EXPECT_EQ(place.last_report.execution, 2U);
}

TEST(TheAccount, KeepsTheMarkThatTheMarketShowedLast) {
  Place place{spreading(false), Money::whole(10'000)};
  place.bar("100 100 100 100");
  place.send({buy("10")});
  place.bar("100 100 100 104");

  EXPECT_EQ(place.venue.account().mark_of(kStock), Price::whole(104));
  EXPECT_EQ(place.venue.account().equity(), money("10030"));  // Bought at 101.
}

}  // namespace
}  // namespace tw::sim
