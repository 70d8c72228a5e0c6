#include "sizing/kelly.hpp"

#include <gtest/gtest.h>

#include "sizing/rolling_kelly.hpp"

namespace tw::sizing {
namespace {

TEST(Kelly, OfAFairCoinIsNothingAndOfALosingOneTheOtherSide) {
  EXPECT_DOUBLE_EQ(kelly_fraction({.win_rate = 0.5, .win = 1.0, .loss = 1.0}), 0.0);
  EXPECT_NEAR(kelly_fraction({.win_rate = 0.45, .win = 1.0, .loss = 1.0}), -0.1, 1e-15);
}

TEST(Kelly, GrowsSlowerOnEitherSideOfItsFraction) {
  const Bet bet{.win_rate = 0.6, .win = 1.0, .loss = 1.0};
  const double best = growth_of(bet, kelly_fraction(bet));

  EXPECT_LT(growth_of(bet, 0.19), best);
  EXPECT_LT(growth_of(bet, 0.21), best);
}

TEST(Kelly, FromReturnsIsThatOfTheBetThatTheyAre) {
  EXPECT_NEAR(empirical_kelly(std::vector{1.0, 1.0, 1.0, -1.0, -1.0}), 0.2, 1e-12);
  EXPECT_EQ(empirical_kelly(std::vector{0.1, -0.2}), 0.0) << "no edge, no bet";
  EXPECT_EQ(empirical_kelly(std::vector{0.1, 0.2}), kNoLossFraction);
  EXPECT_EQ(empirical_kelly({}), 0.0);
}

TEST(Kelly, OfAssetsIsNothingWhenTwoAreTheSame) {
  SymmetricMatrix twins{2};
  twins.set(0, 0, 0.04);
  twins.set(0, 1, 0.04);
  twins.set(1, 1, 0.04);

  EXPECT_FALSE(kelly_of_assets(twins, std::vector{0.1, 0.1}));
}

TEST(Kelly, RuinIsCertainWithoutAnEdge) {
  EXPECT_EQ(ruin_probability(0.5, 100), 1.0);
  EXPECT_NEAR(ruin_probability(0.6, 2), 4.0 / 9.0, 1e-15);
}

TEST(RollingKelly, BeginsCautiousAndTrustsTradesAsTheyCome) {
  RollingKelly kelly;
  EXPECT_DOUBLE_EQ(kelly.fraction(1.0, 1.0), RollingKelly::kPriorFraction);

  for (int i = 0; i < 20; ++i) kelly.add(i % 2 == 0 ? 0.04 : -0.02);
  EXPECT_DOUBLE_EQ(kelly.fraction(1.0, 1.0), 0.55)
      << "half the called-for 1, half the cautious 0.1";
  EXPECT_DOUBLE_EQ(kelly.fraction(0.5, 1.0), 0.275);
}

TEST(RollingKelly, NeverStopsBettingNorPassesTheMost) {
  RollingKelly loser;
  RollingKelly winner;
  for (int i = 0; i < 500; ++i) {
    loser.add(-0.01);
    winner.add(0.01);
  }

  EXPECT_DOUBLE_EQ(loser.fraction(0.5, 1.0), RollingKelly::kLeast);
  EXPECT_DOUBLE_EQ(winner.fraction(1.0, 2.0), (100 * 2.0 + 20 * 0.1) / 120);
  EXPECT_EQ(winner.trades(), RollingKelly::kTrades);
}

TEST(RollingKelly, ForgetsTradesThatAreOld) {
  RollingKelly kelly;
  for (int i = 0; i < 100; ++i) kelly.add(-0.01);
  for (int i = 0; i < 100; ++i) kelly.add(0.01);

  EXPECT_DOUBLE_EQ(kelly.fraction(1.0, 1.0), (100 * 1.0 + 20 * 0.1) / 120);
}

}  // namespace
}  // namespace tw::sizing
