#include <gtest/gtest.h>

#include "strategy/exits/atr_stop.hpp"
#include "strategy/exits/breakeven.hpp"
#include "strategy/exits/chandelier.hpp"
#include "strategy/exits/trailing_stop.hpp"

// Where each rule wants the stop to be.
namespace tw::strategy::exits {
namespace {

using By = TrailingStop::By;

/// Bought at 100 when the ATR was 2; it reached 120 and closed at 115 at best; the ATR is 3 now.
constexpr Held kLong{.side = Side::Buy,
                     .entry = 100.0,
                     .best = 120.0,
                     .best_close = 115.0,
                     .atr = 3.0,
                     .entry_atr = 2.0,
                     .bars = 7};
/// The same in a mirror.
constexpr Held kShort{.side = Side::Sell,
                      .entry = 100.0,
                      .best = 80.0,
                      .best_close = 85.0,
                      .atr = 3.0,
                      .entry_atr = 2.0,
                      .bars = 7};

TEST(AtrStop, StaysWhereTheEntrysTrueRangePutIt) {
  EXPECT_DOUBLE_EQ(*AtrStop{2.5}.level(kLong), 95.0);
  EXPECT_DOUBLE_EQ(*AtrStop{2.5}.level(kShort), 105.0);
}

TEST(Chandelier, HangsFromTheBestPriceByTodaysTrueRange) {
  EXPECT_DOUBLE_EQ(*Chandelier{2.0}.level(kLong), 114.0);
  EXPECT_DOUBLE_EQ(*Chandelier{2.0}.level(kShort), 86.0);
}

TEST(TrailingStop, FollowsTheBestCloseByAnAmountAPartOfItOrTheEntrysTrueRange) {
  EXPECT_DOUBLE_EQ(*(TrailingStop{By::Amount, 4.0}.level(kLong)), 111.0);
  EXPECT_DOUBLE_EQ(*(TrailingStop{By::Amount, 4.0}.level(kShort)), 89.0);
  EXPECT_DOUBLE_EQ(*(TrailingStop{By::Percent, 0.1}.level(kLong)), 103.5);
  EXPECT_DOUBLE_EQ(*(TrailingStop{By::Percent, 0.1}.level(kShort)), 93.5);
  EXPECT_DOUBLE_EQ(*(TrailingStop{By::Atr, 3.0}.level(kLong)), 109.0);
  EXPECT_DOUBLE_EQ(*(TrailingStop{By::Atr, 3.0}.level(kShort)), 91.0);
}

TEST(Breakeven, IsTheEntryOnceTheGainWasReachedAndNothingBefore) {
  EXPECT_DOUBLE_EQ(*Breakeven{0.20}.level(kLong), 100.0);
  EXPECT_DOUBLE_EQ(*Breakeven{0.20}.level(kShort), 100.0);
  EXPECT_FALSE(Breakeven{0.21}.level(kLong));
  EXPECT_FALSE(Breakeven{0.21}.level(kShort));
}

TEST(Stops, SayNothingWhereTheyAreNotChosen) {
  EXPECT_FALSE(AtrStop{}.level(kLong));
  EXPECT_FALSE(Chandelier{}.level(kLong));
  EXPECT_FALSE(TrailingStop{}.level(kLong));
  EXPECT_FALSE(Breakeven{}.level(kLong));
}

TEST(Stops, SayNothingWithoutTheTrueRangeThatTheyNeed) {
  Held young = kLong;
  young.atr = young.entry_atr = 0.0;

  EXPECT_FALSE(AtrStop{2.0}.level(young));
  EXPECT_FALSE(Chandelier{2.0}.level(young));
  EXPECT_FALSE((TrailingStop{By::Atr, 2.0}.level(young)));
  EXPECT_TRUE((TrailingStop{By::Amount, 2.0}.level(young)));
}

TEST(Tighter, IsHigherForALongAndLowerForAShort) {
  static_assert(is_tighter(Side::Buy, 101.0, 100.0) && !is_tighter(Side::Buy, 100.0, 100.0));
  static_assert(is_tighter(Side::Sell, 99.0, 100.0) && !is_tighter(Side::Sell, 100.0, 100.0));
  static_assert(better(Side::Buy, 1.0, 2.0) == 2.0 && better(Side::Sell, 1.0, 2.0) == 1.0);
}

}  // namespace
}  // namespace tw::strategy::exits
