#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// When each type of order fills under each timing, through the venue.
namespace tw::sim {
namespace {

constexpr const char* kDecided = "10 11 9 10.5";  // The bar that an order is decided on.
constexpr const char* kNext = "11 13 8 12";       // The bar after it.

struct Row {
  FillTiming timing;
  OrderRequest request;
  const char* at_once;
  const char* in_next_bar;
};

const Row kRows[] = {
    {FillTiming::NextOpen, buy("10"), "", "A filled 10 @ 11"},
    {FillTiming::ThisClose, buy("10"), "A filled 10 @ 10.5", ""},
    {FillTiming::NextClose, buy("10"), "", "A filled 10 @ 12"},
    {FillTiming::Intrabar, buy("10"), "", "A filled 10 @ 11"},  // (11 + 13 + 8 + 12) / 4.

    // Limits and stops rest; no timing moves them.
    {FillTiming::NextOpen, limit(buy("10"), "9"), "", "A filled 10 @ 9"},
    {FillTiming::ThisClose, limit(buy("10"), "9"), "", "A filled 10 @ 9"},
    {FillTiming::NextClose, limit(buy("10"), "9"), "", "A filled 10 @ 9"},
    {FillTiming::Intrabar, limit(buy("10"), "9"), "", "A filled 10 @ 9"},
    {FillTiming::NextOpen, stop(buy("10"), "12.5"), "", "A filled 10 @ 12.5"},
    {FillTiming::ThisClose, stop(buy("10"), "12.5"), "", "A filled 10 @ 12.5"},
    {FillTiming::NextClose, stop(buy("10"), "12.5"), "", "A filled 10 @ 12.5"},
    {FillTiming::Intrabar, stop(buy("10"), "12.5"), "", "A filled 10 @ 12.5"},
    {FillTiming::NextOpen, limit(stop(buy("10"), "12.5"), "12"), "", "A triggered"},
    {FillTiming::NextClose, limit(stop(buy("10"), "12.5"), "12"), "", "A triggered"},
    {FillTiming::NextOpen, limit(buy("10"), "8"), "", ""},                  // Touched, not passed.
    {FillTiming::NextOpen, stop(buy("10"), "14"), "", ""},                  // Missed.
    {FillTiming::NextOpen, stop(buy("10"), "10"), "", "A filled 10 @ 11"},  // Gapped over.
};

TEST(FillTiming, DecidesWhereMarketOrdersFillAndNothingElse) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(&row - kRows);
    Place place{{.fill_timing = row.timing}};
    place.bar(kDecided);

    EXPECT_EQ(place.send({row.request}), row.at_once);
    EXPECT_EQ(place.bar(kNext), row.in_next_bar);
  }
}

TEST(FillTiming, StampsAFillAtTheOpenWithTheBarsStartAndAtTheCloseWithItsEnd) {
  Place place{{}};
  place.bar(kDecided);
  place.send({buy("10")});
  const Timestamp start = place.now;
  place.bar(kNext);
  EXPECT_EQ(place.last_report.event_at, start);
  EXPECT_FALSE(place.last_report.is_at_close);

  Place late{{.fill_timing = FillTiming::NextClose}};
  late.bar(kDecided);
  late.send({buy("10")});
  late.bar(kNext);
  EXPECT_EQ(late.last_report.event_at, late.now);
  EXPECT_TRUE(late.last_report.is_at_close);
}

TEST(FillTiming, ClosingOrdersComeBeforeNewEntries) {
  for (const FillTiming timing :
       {FillTiming::NextOpen, FillTiming::ThisClose, FillTiming::NextClose, FillTiming::Intrabar}) {
    Place place{{.fill_timing = timing, .can_short = true}};
    place.bar("10 10 10 10");
    place.send({buy("10000")});
    place.bar("10 10 10 10");

    std::string story = place.send({sell("10000"), exit_of("10000")});
    story += place.bar("10 10 10 10");

    EXPECT_EQ(story, "C filled 10000 @ 10; B filled 10000 @ 10");
  }
}

TEST(FillTiming, AtTheCloseComesAfterStopsInsideTheBar) {
  Place place{{.fill_timing = FillTiming::NextClose}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.bar("10 10 10 10");
  place.send({stop(exit_of("10"), "9"), buy("5")});

  EXPECT_EQ(place.bar("10 11 8 10.5"), "B filled 10 @ 9; C filled 5 @ 10.5");
}

// An order for one instrument that was decided on another's close used to fill at an open that had
// already passed.
TEST(FillTiming, NoOrderMeetsAPriceFromBeforeItWasPlaced) {
  struct Case {
    FillTiming timing;
    const char* at_once;
    const char* in_same_minute;
    const char* in_next_minute;
  };
  constexpr Case kCases[] = {
      {FillTiming::NextOpen, "", "", "A filled 10 @ 30"},
      {FillTiming::Intrabar, "", "", "A filled 10 @ 31.5"},
      {FillTiming::NextClose, "", "", "A filled 10 @ 32"},
      {FillTiming::ThisClose, "", "A filled 10 @ 22", ""},  // Its own close of this minute.
  };
  for (const auto& [timing, at_once, in_same_minute, in_next_minute] : kCases) {
    Place place{{.fill_timing = timing}};
    place.bar("19 19 19 19", kOther);
    place.bar("10 10 10 10");

    EXPECT_EQ(place.send({buy("10", kOther)}), at_once);
    EXPECT_EQ(place.same_bar("20 24 18 22", kOther), in_same_minute);
    EXPECT_EQ(place.bar("30 34 30 32", kOther), in_next_minute);
  }
}

TEST(FillTiming, ARestingOrderMeetsNoBarThatBeganBeforeIt) {
  Place place{{}};
  place.bar("10 10 10 10");
  place.send({limit(buy("10", kOther), "19"), stop(buy("10", kOther), "21")});

  EXPECT_EQ(place.same_bar("20 24 18 22", kOther), "");
  EXPECT_EQ(place.bar("20 24 18 22", kOther), "A filled 10 @ 19; B filled 10 @ 21");
}

TEST(FillTiming, WhatThisCloseLeavesOverGoesOnAtTheOpens) {
  Place place{{.fill_timing = FillTiming::ThisClose, .participation = ratio("0.1")}};
  place.bar("10 10 10 10 1000");

  EXPECT_EQ(place.send({buy("250")}), "A part 100 @ 10");
  EXPECT_EQ(place.bar("11 12 11 12 1000"), "A part 100 @ 11");
  EXPECT_EQ(place.bar("13 14 13 14 1000"), "A filled 50 @ 13");
}

// Each step of one bar used to have the whole volume of that bar for itself.
TEST(FillTiming, AllFillsAtOneCloseShareThatBarsVolume) {
  Place place{{.fill_timing = FillTiming::ThisClose, .participation = ratio("0.1")}};
  place.bar("10 10 10 10 1000");

  EXPECT_EQ(place.send({buy("70")}), "A filled 70 @ 10");
  EXPECT_EQ(place.send({buy("70")}), "B part 30 @ 10");
  EXPECT_EQ(place.send({buy("70")}), "");
  EXPECT_EQ(place.send({exit_of("70")}), "D filled 70 @ 10") << "sales have a volume of their own";
  EXPECT_EQ(place.bar("11 11 11 11 1000"), "B filled 40 @ 11; C part 60 @ 11");
  EXPECT_EQ(place.send({buy("70")}), "") << "this bar's volume went to what was left";
}

}  // namespace
}  // namespace tw::sim
