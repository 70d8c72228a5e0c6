#include "sizing/position_size.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tw::sizing {
namespace {

constexpr Money kEquity = Money::whole(100'000);

TEST(PositionSize, AtRiskIsExactWhereTheDivisionIs) {
  EXPECT_EQ(units_at_risk(kEquity, kRiskDefault, Price::whole(5)), Quantity::whole(200));
  EXPECT_EQ(units_at_risk(kEquity, kRiskMax, Price::whole(5)), Quantity::whole(400));
}

TEST(PositionSize, AtRiskRoundsDownAndCountsWhatAPointIsWorth) {
  EXPECT_EQ(units_at_risk(kEquity, kRiskDefault, Price::whole(3)),
            Quantity::from_raw(33'333'333'333));
  EXPECT_EQ(units_at_risk(kEquity, kRiskDefault, Price::whole(2), 50), Quantity::whole(10));
}

TEST(PositionSize, OfAnAccountWithNothingIsNothing) {
  EXPECT_EQ(units_at_risk(Money::whole(-5), kRiskDefault, Price::whole(5)), Quantity{});
  EXPECT_EQ(units_of_weight(Money{}, 0.5, Price::whole(5)), Quantity{});
}

TEST(PositionSize, ThatLeavesTheRangeIsTheLargestThereIs) {
  const Price least = Price::from_raw(1);

  EXPECT_EQ(units_at_risk(Money::max(), kRiskMax, least), Quantity::max());
  EXPECT_EQ(units_of_weight(Money::max(), 1e9, least), Quantity::max());
}

TEST(PositionSize, OfAWeightIsThatPartOfTheAccount) {
  EXPECT_EQ(units_of_weight(kEquity, 0.25, Price::whole(100)), Quantity::whole(250));
  EXPECT_EQ(units_of_weight(kEquity, 0.25, Price::whole(100), 50), Quantity::whole(5));
  EXPECT_EQ(units_of_weight(kEquity, 0.0, Price::whole(100)), Quantity{});
}

TEST(VolatilityWeight, FallsAsVolatilityRisesAndHasACap) {
  EXPECT_DOUBLE_EQ(volatility_weight(0.4, 0.1, 1.0), 0.25);
  EXPECT_DOUBLE_EQ(volatility_weight(0.05, 0.1, 1.5), 1.5);
  EXPECT_DOUBLE_EQ(volatility_weight(0.0, 0.1, 1.0), 1.0) << "what stands still gets the most";
}

TEST(ConfidenceWeight, ScalesFromNothingToAll) {
  EXPECT_DOUBLE_EQ(confidence_weight(0.5, 0.5), 0.25);
  EXPECT_DOUBLE_EQ(confidence_weight(0.5, 3.0), 0.5);
  EXPECT_DOUBLE_EQ(confidence_weight(0.5, -1.0), 0.0);
  EXPECT_DOUBLE_EQ(confidence_weight(0.5, std::numeric_limits<double>::quiet_NaN()), 0.0);
}

}  // namespace
}  // namespace tw::sizing
