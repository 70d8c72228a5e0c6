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

TEST(Value, ReckonedOnceForAHoldingIsTheSameAtEveryPrice) {
  const Quantity quantities[] = {{},
                                 Quantity::whole(100),
                                 Quantity::whole(-7),
                                 Quantity::from_raw(kDecimals8 * 3 / 2),
                                 Quantity::from_raw(-1),
                                 Quantity::whole(90'000'000'000)};
  const Price prices[] = {{}, Price::from_raw(3), Price::whole(150), -Price::whole(37)};
  for (const std::int32_t multiplier : {1, 50}) {
    for (const Quantity quantity : quantities) {
      for (const Price price : prices) {
        const bool is_huge = quantity > Quantity::whole(100);
        if (is_huge && magnitude(price) > Price::from_raw(3)) continue;  // Out of range.
        EXPECT_EQ((Worth{quantity, multiplier}.at(price)), value_of(price, quantity, multiplier));
      }
    }
  }
}

TEST(Value, OfAHoldingBeyondItsRangeStopsTheProcess) {
  const Worth worth{Quantity::whole(90'000'000'000), 2'000'000'000};  // No count of units is that.

  EXPECT_EQ(worth.at({}), Money{});
  EXPECT_EXIT(worth.at(Price::whole(1)), testing::ExitedWithCode(1),
              "an amount of money left the range");
  EXPECT_EXIT((Worth{Quantity::whole(100), 1}.at(Price::max())), testing::ExitedWithCode(1),
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
