#include "sim/slippage.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

using Kind = SlippageModel::Kind;

SlippageModel model(Kind kind, std::string_view amount) {
  return {.kind = kind, .amount = ratio(amount)};
}

Taking taking(Side side) {
  return {.side = side,
          .price = price("100"),
          .tick = price("0.05"),
          .quantity = units("1000"),
          .volume = Volume::whole(10'000),
          .high = price("102"),
          .low = price("98")};
}

std::string bought(const SlippageModel& slippage) {
  return to_string(slipped(slippage, taking(Side::Buy)));
}
std::string sold(const SlippageModel& slippage) {
  return to_string(slipped(slippage, taking(Side::Sell)));
}

TEST(Slippage, OfNothingLeavesThePrice) {
  EXPECT_EQ(bought({}), "100");
  EXPECT_EQ(sold({}), "100");
}

TEST(Slippage, OfTicksIsThatManyTicksOfTheInstrument) {
  EXPECT_EQ(bought(model(Kind::Ticks, "2")), "100.1");
  EXPECT_EQ(sold(model(Kind::Ticks, "2")), "99.9");
}

TEST(Slippage, OfTicksIsOfCentsWhereTheInstrumentHasNone) {
  Taking dear = taking(Side::Buy);
  dear.tick = {};
  Taking cheap = dear;
  cheap.price = price("0.5");

  EXPECT_EQ(to_string(slipped(model(Kind::Ticks, "1"), dear)), "100.01");
  EXPECT_EQ(to_string(slipped(model(Kind::Ticks, "1"), cheap)), "0.5001");
}

TEST(Slippage, OfARateIsThatPartOfThePrice) {
  EXPECT_EQ(bought(model(Kind::Rate, "0.0002")), "100.02");
  EXPECT_EQ(sold(model(Kind::Rate, "0.0002")), "99.98");
}

TEST(Slippage, OfTheVolumeShareGrowsWithItsSquare) {
  // A tenth of the volume: 0.1 × 0.1² = 0.001 of the price.
  EXPECT_EQ(bought(model(Kind::VolumeShare, "0.1")), "100.1");
  EXPECT_EQ(sold(model(Kind::VolumeShare, "0.1")), "99.9");
  Taking twice = taking(Side::Buy);
  twice.quantity = units("2000");
  EXPECT_EQ(to_string(slipped(model(Kind::VolumeShare, "0.1"), twice)), "100.4");
}

TEST(Slippage, OfTheSquareRootScalesWithTheRangeAndTheRootOfTheShare) {
  // σ = ln(102 / 98) / √(4 ln 2) = 0.0240256; × 0.5 × √0.1 = 0.00379879.
  EXPECT_NEAR(slipped(model(Kind::SquareRoot, "0.5"), taking(Side::Buy)).as_double(), 100.379879,
              1e-6);
  Taking twice = taking(Side::Buy);
  twice.quantity = units("4000");
  EXPECT_NEAR(slipped(model(Kind::SquareRoot, "0.5"), twice).as_double(), 100.759758, 1e-6);
}

TEST(Slippage, OfTheSquareRootIsNothingWhereThePriceStoodStill) {
  Taking still = taking(Side::Buy);
  still.low = still.high;

  EXPECT_EQ(to_string(slipped(model(Kind::SquareRoot, "0.5"), still)), "100");
}

TEST(Slippage, CountsABarWithoutVolumeAsTakenWhole) {
  Taking dry = taking(Side::Buy);
  dry.volume = {};

  EXPECT_EQ(to_string(slipped(model(Kind::VolumeShare, "0.1"), dry)), "110");
}

TEST(Slippage, NeverTakesMoreThanHalfOfThePrice) {
  Taking huge = taking(Side::Sell);
  huge.quantity = units("1000000");

  EXPECT_EQ(to_string(slipped(model(Kind::VolumeShare, "0.1"), huge)), "50");
  EXPECT_EQ(sold(model(Kind::Ticks, "1000")), "50");
}

SimRules with(const SlippageModel& slippage) { return {.slippage = slippage, .can_short = true}; }

TEST(Slippage, WorsensMarketAndStopOrdersAndNoLimits) {
  Place place{with(model(Kind::Rate, "0.01"))};
  place.bar("100 100 100 100");
  place.send({buy("10"), stop(buy("10"), "110"), limit(buy("10"), "90"), sell("5")});

  EXPECT_EQ(place.bar("100 120 80 100"),
            "A filled 10 @ 101; D filled 5 @ 99; B filled 10 @ 111.1; C filled 10 @ 90");
}

TEST(Slippage, ComesOnTopOfTheSpread) {
  SimRules rules = with(model(Kind::Ticks, "1"));
  rules.spread = {.rate = ratio("0.01")};
  Place place{rules};
  place.bar("100 100 100 100");
  place.send({buy("10")});

  EXPECT_EQ(place.bar("100 100 100 100"), "A filled 10 @ 101.01");
}

TEST(Slippage, OfImpactIsOfWhatTradesInThatBar) {
  SimRules rules = with(model(Kind::VolumeShare, "0.1"));
  rules.participation = ratio("0.1");
  Place place{rules};
  place.bar("100 100 100 100");
  place.send({buy("150")});

  // 100 of 1000 are a tenth: 0.001 of the price. Then 50 of 1000: 0.00025.
  EXPECT_EQ(place.bar("100 100 100 100 1000"), "A part 100 @ 100.1");
  EXPECT_EQ(place.bar("100 100 100 100 1000"), "A filled 50 @ 100.025");
}

TEST(Slippage, OfImpactIsPaidForByTheSameFunds) {
  SimRules rules = with(model(Kind::VolumeShare, "1"));
  Place place{rules, money("10000")};
  place.bar("100 100 100 100");
  place.send({buy("100")});

  // All hundred would trade at 101; the account pays for 99 of them at that price.
  EXPECT_EQ(place.bar("100 100 100 100 1000"), "A part 99 @ 101; A cancelled insufficient_funds");
}

TEST(Slippage, OfImpactIsNothingWhereTheDataCarryNoVolume) {
  Place place{with(model(Kind::VolumeShare, "1"))};
  place.venue.ignore_volume(kStock);
  place.bar("100 100 100 100");
  place.send({buy("100")});

  EXPECT_EQ(place.bar("100 100 100 100 0"), "A filled 100 @ 100");
}

TEST(Slippage, WorsensQuotesAndPrintsToo) {
  Place place{with(model(Kind::Rate, "0.01"))};
  place.bar("100 100 100 100");
  place.send({buy("10"), sell("5")});

  EXPECT_EQ(place.show(Quote{.instrument = kStock,
                             .event_at = place.now,
                             .bid = price("100"),
                             .ask = price("101"),
                             .bid_size = units("500"),
                             .ask_size = units("500")}),
            "A filled 10 @ 102.01; B filled 5 @ 99");
}

}  // namespace
}  // namespace tw::sim
