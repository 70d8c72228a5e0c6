#include "sim/halts.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

/// A halt of `minutes` from `from` minutes after `begin` on.
Halt halt(Timestamp begin, int from, int minutes, InstrumentId instrument = kStock) {
  return {.instrument = instrument,
          .from = begin + Duration::minutes(from),
          .to = begin + Duration::minutes(from + minutes)};
}

TEST(Halts, LetNothingFillInsideAndOrdersRestThrough) {
  Place place{{}};
  place.venue.add_halt(halt(place.now, 1, 2));
  place.bar("10 10 10 10");
  place.send({buy("10"), limit(buy("10"), "9")});

  EXPECT_EQ(place.bar("11 11 8 11"), "");
  EXPECT_EQ(place.bar("11 11 8 11"), "");
  EXPECT_EQ(place.bar("12 12 8 12"), "A filled 10 @ 12; B filled 10 @ 9");
}

TEST(Halts, AreOfOneInstrument) {
  Place place{{}};
  place.venue.add_halt(halt(place.now, 1, 2, kOther));
  place.bar("10 10 10 10");
  place.send({buy("10")});

  EXPECT_EQ(place.bar("11 11 11 11"), "A filled 10 @ 11");
}

TEST(Halts, LetOrdersBeCancelled) {
  Place place{{}};
  place.venue.add_halt(halt(place.now, 1, 2));
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("11 11 11 11");

  EXPECT_EQ(place.cancel('A'), "A cancelled requested");
}

TEST(Halts, KeepACloseFromFillingThatLiesInside) {
  Place place{{.fill_timing = FillTiming::NextClose}};
  const Timestamp begin = place.now;
  place.bar("10 10 10 10");
  place.venue.add_halt({.instrument = kStock,
                        .from = begin + Duration::seconds(90),
                        .to = begin + Duration::seconds(150)});
  place.send({buy("10")});

  EXPECT_EQ(place.bar("11 11 11 11"), "") << "halted at its end";
  EXPECT_EQ(place.bar("12 12 12 12"), "") << "halted at its start";
  EXPECT_EQ(place.bar("13 13 13 13"), "A filled 10 @ 13");
}

TEST(Halts, OfAMorningLeaveTheOpenOfTheSessionAtWhichTradingResumed) {
  Halts halts;
  const Timestamp open = Timestamp::from_seconds(1'600'095'600);
  halts.add({.instrument = kStock, .from = open, .to = open + Duration::hours(1)});
  Bar session{.instrument = kStock, .start = open, .end = open + Duration::minutes(390)};
  Bar minute{.instrument = kStock, .start = open, .end = open + Duration::minutes(1)};

  EXPECT_FALSE(halts.cover(session));
  EXPECT_TRUE(halts.cover(minute));
  halts.add({.instrument = kStock, .from = open, .to = open + Duration::days(1)});
  EXPECT_TRUE(halts.cover(session));
}

TEST(Halts, LetQuotesAndPrintsPassWithoutAFill) {
  Place place{{}};
  place.venue.add_halt(halt(place.now, 0, 10));
  place.bar("10 10 10 10");
  place.send({buy("10")});

  EXPECT_EQ(
      place.show(Print{
          .instrument = kStock, .event_at = place.now, .price = price("10"), .size = units("100")}),
      "");
}

}  // namespace
}  // namespace tw::sim
