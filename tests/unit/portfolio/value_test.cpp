#include "portfolio/value.hpp"

#include <gtest/gtest.h>

namespace tw::portfolio {
namespace {

TEST(Value, IsPriceTimesQuantityTimesMultiplier) {
  EXPECT_EQ(value_of(Price::whole(10), Quantity::whole(3), 1), Money::whole(30));
  EXPECT_EQ(value_of(Price::whole(10), Quantity::whole(-3), 50), Money::whole(-1500));
}

TEST(Value, OfAFractionIsRoundedHalfEven) {
  const auto half = Quantity::from_raw(kDecimals8 / 2);

  EXPECT_EQ(value_of(Price::from_raw(1), half, 1).raw(), 0);
  EXPECT_EQ(value_of(Price::from_raw(3), half, 1).raw(), 2);
  EXPECT_EQ(value_of(Price::from_raw(3), -half, 1).raw(), -2);
}

TEST(Value, BeyondItsRangeStopsTheProcess) {
  EXPECT_EXIT(value_of(Price::max(), Quantity::max(), 50), testing::ExitedWithCode(1),
              "an amount of money left the range");
}

TEST(Value, SharesAddUpToTheirWholeAndTheLastTakesTheRemainder) {
  Money rest = Money::from_raw(100);
  Quantity left = Quantity::whole(3);

  const Money first = take_share(rest, Quantity::whole(1), left);
  left -= Quantity::whole(1);
  const Money second = take_share(rest, Quantity::whole(1), left);
  left -= Quantity::whole(1);
  const Money third = take_share(rest, Quantity::whole(1), left);

  EXPECT_EQ(first.raw(), 33);
  EXPECT_EQ(second.raw(), 34);
  EXPECT_EQ(third.raw(), 33);
  EXPECT_EQ(rest.raw(), 0);
}

TEST(Value, SharesOfShortsMirrorThoseOfLongs) {
  Money rest = Money::from_raw(-101);

  EXPECT_EQ(take_share(rest, Quantity::whole(-1), Quantity::whole(-2)).raw(), -50);
  EXPECT_EQ(rest.raw(), -51);
}

}  // namespace
}  // namespace tw::portfolio
