#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

// Stops that follow the market. Orders are sent at a close of 100 unless said otherwise.
namespace tw::sim {
namespace {

/// A venue that holds 10 at 100 and has shown a close of 100.
Place holding(const SimRules& rules = {}) {
  Place place{rules};
  place.bar("100 100 100 100");
  place.send({buy("10")});
  place.bar("100 100 100 100");
  return place;
}

Quote quote(std::string_view bid, std::string_view ask) {
  return {.bid = price(bid), .ask = price(ask), .bid_size = units("100"), .ask_size = units("100")};
}

TEST(ATrailingStop, StartsItsDistanceFromTheLastPrice) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5")});

  EXPECT_EQ(place.bar("99 99 95.01 96"), "");
  EXPECT_EQ(place.bar("96 96 95 96"), "B filled 10 @ 95");
}

TEST(ATrailingStop, StartsWhereItIsToldTo) {
  Place place = holding();
  OrderRequest request = trailing(exit_of("10"), "5");
  request.stop = price("90");
  place.send({request});

  EXPECT_EQ(place.bar("94 94 91 92"), "");
  EXPECT_EQ(place.bar("92 92 90 92"), "B filled 10 @ 90");
}

TEST(ATrailingStop, FollowsTheHighOfABarFromTheNextBarOn) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5")});

  // The stop of 95 holds for this bar, though its high of 110 would have lifted it over the low.
  EXPECT_EQ(place.bar("100 110 96 104"), "");
  EXPECT_EQ(place.bar("106 107 105 106"), "B filled 10 @ 105");
}

TEST(ATrailingStop, FollowsTheCloseWhereTheRuleSaysSo) {
  Place place = holding({.trail_from = TrailFrom::Close});
  place.send({trailing(exit_of("10"), "5")});

  EXPECT_EQ(place.bar("100 110 96 104"), "");
  EXPECT_EQ(place.bar("106 107 99.5 106"), "") << "104 - 5 is 99";
  EXPECT_EQ(place.bar("106 106 101 103"), "B filled 10 @ 101");
}

TEST(ATrailingStop, NeverTurnsBack) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5")});
  place.bar("100 110 100 110");
  place.bar("108 108 106 106");

  EXPECT_EQ(place.bar("106 106 105 106"), "B filled 10 @ 105");
}

TEST(ATrailingStop, KeepsAPartOfThePriceAsItsDistance) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5%")});
  place.bar("100 120 100 120");

  EXPECT_EQ(place.bar("118 118 114.01 115"), "");
  EXPECT_EQ(place.bar("115 115 114 115"), "B filled 10 @ 114");
}

TEST(ATrailingStop, FillsAtTheOpenOfAGap) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5")});

  EXPECT_EQ(place.bar("90 91 89 90"), "B filled 10 @ 90");
}

TEST(ATrailingStop, ToBuyFollowsTheLowDown) {
  Place place{{.can_short = true}};
  place.bar("100 100 100 100");
  place.send({trailing(buy("10"), "5")});

  EXPECT_EQ(place.bar("100 104 90 92"), "");
  EXPECT_EQ(place.bar("92 95 91 94"), "A filled 10 @ 95");
}

TEST(ATrailingStop, StandsOnTheTickGrid) {
  Place place{{}};
  place.bar("100 100 100 100", kOther);
  place.send({trailing(sell("10", kOther), "0.333%"), buy("10", kOther)});
  place.bar("100 100 100 100", kOther);

  EXPECT_EQ(place.bar("100 100 99 99", kOther), "A filled 10 @ 99.67");
}

TEST(ATrailingStop, LongerThanThePriceWaitsUntilThereIsRoomForIt) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "150")});

  EXPECT_EQ(place.bar("100 160 1 160"), "");
  EXPECT_EQ(place.bar("100 100 11 100"), "");
  EXPECT_EQ(place.bar("100 100 10 100"), "B filled 10 @ 10");
}

TEST(ATrailingStop, ThatIsAttachedStartsFromWhatItsEntryPaid) {
  Place place{{}};
  place.bar("100 100 100 100");
  place.send({buy("10"), trailing(attached(Side::Sell), "5")});

  EXPECT_EQ(place.bar("110 112 106 108"), "A filled 10 @ 110");
  EXPECT_EQ(place.bar("108 108 107 107"), "B filled 10 @ 107") << "112 - 5 was reached on the way";
}

// The high of 120 may have come before the entry at 90: only the close is sure to have come after.
TEST(ATrailingStop, OfAnEntryInsideTheBarFollowsThatBarsCloseOnly) {
  Place place{{}};
  place.bar("100 100 100 100");
  place.send({limit(buy("10"), "90"), trailing(attached(Side::Sell), "5")});

  EXPECT_EQ(place.bar("100 120 80 92"), "A filled 10 @ 90");
  EXPECT_EQ(place.bar("90 90 87.01 88"), "") << "92 - 5 is 87";
  EXPECT_EQ(place.bar("88 88 87 88"), "B filled 10 @ 87");
}

TEST(ATrailingStop, PaysTheSpreadAsAStopDoes) {
  Place place = holding({.spread = {.rate = ratio("0.01")}});
  place.send({trailing(exit_of("10"), "5")});

  EXPECT_EQ(place.bar("100 100 94 94"), "B filled 10 @ 94.05");
}

TEST(ATrailingStop, FollowsEveryQuote) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5")});

  EXPECT_EQ(place.show(quote("103", "103.1")), "");
  EXPECT_EQ(place.show(quote("98.01", "98.1")), "");
  EXPECT_EQ(place.show(quote("98", "98.1")), "B filled 10 @ 98");
}

TEST(ATrailingStop, KeepsItsDistanceThroughASplit) {
  Place place = holding();
  place.send({trailing(exit_of("10"), "5")});
  place.show(CorporateAction{.instrument = kStock, .numerator = 2});

  EXPECT_EQ(place.bar("50 55 48 55"), "");
  EXPECT_EQ(place.bar("54 54 52.5 53"), "B filled 20 @ 52.5");
}

TEST(ATrailingStopLimit, IsALimitSoFarBeyondItsStopOnceTouched) {
  Place place = holding();
  place.send({with_offset(trailing(exit_of("10"), "5"), "1")});
  place.bar("100 110 100 110");

  // The stop of 105 is passed at an open of 103, below the limit of 104: it waits there.
  EXPECT_EQ(place.bar("103 103.5 102 103"), "B triggered");
  EXPECT_EQ(place.bar("103 120 103 119"), "B filled 10 @ 104");
}

TEST(ATrailingStopLimit, FillsAtItsStopInsideABar) {
  Place place = holding();
  place.send({with_offset(trailing(exit_of("10"), "5"), "1")});

  EXPECT_EQ(place.bar("100 100 94 94"), "B filled 10 @ 95");
}

}  // namespace
}  // namespace tw::sim
