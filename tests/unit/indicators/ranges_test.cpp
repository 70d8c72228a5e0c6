#include <gtest/gtest.h>

#include "indicators/adx.hpp"
#include "indicators/atr.hpp"
#include "indicators/directional_index.hpp"
#include "indicators/directional_movement.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {
namespace {

Candle bar(double high, double low, double close) {
  return {.high = high, .low = low, .close = close};
}

TEST(TrueRange, IncludesTheGapFromThePreviousClose) {
  TrueRange range;

  EXPECT_EQ(range.update(bar(10, 8, 9)), std::nullopt);
  EXPECT_EQ(range.update(bar(10, 7, 8)), 3.0);    // Inside: the bar's own range.
  EXPECT_EQ(range.update(bar(15, 14, 14)), 7.0);  // Gap up: to the high from 8.
  EXPECT_EQ(range.update(bar(9, 8, 8)), 6.0);     // Gap down: to the low from 14.
}

TEST(Atr, SeedsWithTheMeanOfTheFirstTrueRangesAndThenSmooths) {
  Atr atr{2};

  EXPECT_EQ(atr.update(bar(10, 8, 9)), std::nullopt);  // The first bar has no true range.
  EXPECT_EQ(atr.update(bar(10, 7, 8)), std::nullopt);  // 3
  EXPECT_EQ(atr.update(bar(15, 14, 14)), 5.0);         // (3 + 7) / 2
  EXPECT_EQ(atr.update(bar(9, 8, 8)), 5.5);            // (5 * 1 + 6) / 2
}

TEST(DirectionalMovement, CountsABarForTheSideOnWhichItReachesFurther) {
  DirectionalMovement movement{2};

  EXPECT_FALSE(movement.update(bar(10, 8, 9)));
  const auto up = movement.update(bar(13, 7, 9));   // +3 against -1.
  const auto tie = movement.update(bar(14, 6, 9));  // +1 against -1: neither.
  const auto inside = movement.update(bar(12, 8, 9));
  const auto down = movement.update(bar(12, 4, 9));  // 0 against -4.

  ASSERT_TRUE(up && tie && inside && down);
  EXPECT_EQ(up->plus, 3.0);
  EXPECT_EQ(up->minus, 0.0);
  EXPECT_EQ(tie->plus, 1.5);  // Wilder: 3 - 3/2.
  EXPECT_EQ(inside->plus, 0.75);
  EXPECT_EQ(down->plus, 0.375);
  EXPECT_EQ(down->minus, 4.0);
}

TEST(DirectionalIndex, ReadsAllPlusInAMarketThatOnlyRises) {
  DirectionalIndex index{2};
  std::optional<DirectionalIndexValue> value;

  for (int i = 0; i < 3; ++i) value = index.update(bar(10.0 + i, 9.0 + i, 10.0 + i));

  ASSERT_TRUE(value);
  EXPECT_EQ(value->plus_di, 100.0);  // Each bar's true range is its move.
  EXPECT_EQ(value->minus_di, 0.0);
  EXPECT_EQ(value->dx, 100.0);
}

TEST(DirectionalIndex, KeepsTheLastDxThroughBarsWithoutDirection) {
  DirectionalIndex index{2};
  for (int i = 0; i < 3; ++i) index.update(bar(10.0 + i, 9.0 + i, 10.0 + i));

  std::optional<DirectionalIndexValue> value;
  for (int i = 0; i < 200; ++i) value = index.update(bar(12, 12, 12));

  ASSERT_TRUE(value);
  EXPECT_EQ(value->plus_di, 0.0);
  EXPECT_FALSE(value->has_direction());
  EXPECT_EQ(value->dx, 100.0);
}

TEST(Adx, BeginsWithTheMeanOfTheFirstDxAndIsStillWhereNothingMoves) {
  Adx moving{2};
  Adx still{2};
  std::optional<AdxValue> value;
  std::optional<AdxValue> flat;

  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(moving.update(bar(10.0 + i, 9.0 + i, 10.0 + i)));
    EXPECT_FALSE(still.update(bar(5, 5, 5)));
  }
  value = moving.update(bar(13, 12, 13));
  flat = still.update(bar(5, 5, 5));

  ASSERT_TRUE(value && flat);
  EXPECT_EQ(value->adx, 100.0);
  EXPECT_EQ(value->plus_di, 100.0);
  EXPECT_EQ(flat->adx, 0.0);
}

TEST(AdxDeathTest, RefusesAPeriodBelowTwo) { EXPECT_DEATH(Adx{1}, "period >= 2"); }
TEST(AtrDeathTest, RefusesAPeriodBelowOne) { EXPECT_DEATH(Atr{0}, "period >= 1"); }

}  // namespace
}  // namespace tw::indicators
