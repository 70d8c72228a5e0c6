#include <gtest/gtest.h>

#include "indicators/momentum.hpp"
#include "indicators/roc.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stochastic.hpp"

namespace tw::indicators {
namespace {

TEST(Rsi, IsTheShareOfGainsInAllMovement) {
  Rsi rsi{2};

  EXPECT_EQ(rsi.update(10.0), std::nullopt);
  EXPECT_EQ(rsi.update(13.0), std::nullopt);
  EXPECT_EQ(rsi.update(12.0), 75.0);  // Gains 3, losses 1.
  // Wilder: gain (1.5*1 + 0) / 2, loss (0.5*1 + 2) / 2.
  EXPECT_EQ(rsi.update(10.0), 100.0 * (0.75 / 2.0));
}

TEST(Rsi, Reads100WhenTheMarketOnlyRisesAnd0WhenItOnlyFallsOrStands) {
  Rsi rising{3};
  Rsi falling{3};
  Rsi standing{3};

  for (int i = 0; i < 3; ++i) {
    rising.update(i);
    falling.update(-i);
    standing.update(5.0);
  }

  EXPECT_EQ(rising.update(9.0), 100.0);
  EXPECT_EQ(falling.update(-9.0), 0.0);
  EXPECT_EQ(standing.update(5.0), 0.0);
}

TEST(RsiDeathTest, RefusesAPeriodBelowOne) { EXPECT_DEATH(Rsi{0}, "period >= 1"); }

TEST(Roc, IsPercentOfThePastSampleAndZeroAgainstZero) {
  Roc roc{2};

  EXPECT_EQ(roc.update(4.0), std::nullopt);
  EXPECT_EQ(roc.update(0.0), std::nullopt);
  EXPECT_EQ(roc.update(5.0), 25.0);
  EXPECT_EQ(roc.update(7.0), 0.0);
}

TEST(Momentum, IsTheChangeSinceThePastSample) {
  Momentum momentum{2};

  EXPECT_EQ(momentum.update(4.0), std::nullopt);
  EXPECT_EQ(momentum.update(1.0), std::nullopt);
  EXPECT_EQ(momentum.update(5.0), 1.0);
  EXPECT_EQ(momentum.update(-1.0), -2.0);
}

TEST(Stochastic, PlacesTheCloseInTheRangeAndSmoothsTwice) {
  Stochastic stochastic{{.fast_k = 2, .slow_k = 2, .slow_d = 2}};
  const auto bar = [](double high, double low, double close) {
    return Candle{.high = high, .low = low, .close = close};
  };

  EXPECT_FALSE(stochastic.update(bar(10, 0, 5)));
  EXPECT_FALSE(stochastic.update(bar(8, 2, 5)));       // Fast %K 50.
  EXPECT_FALSE(stochastic.update(bar(8, 3, 8)));       // Range 2 to 8: 100; %K 75.
  const auto value = stochastic.update(bar(5, 4, 4));  // Range 3 to 8: 20; %K 60.

  ASSERT_TRUE(value);
  EXPECT_DOUBLE_EQ(value->k, 60.0);
  EXPECT_DOUBLE_EQ(value->d, 67.5);
}

TEST(Stochastic, ReadsZeroWhenTheRangeIsZero) {
  Stochastic stochastic{{.fast_k = 1, .slow_k = 1, .slow_d = 1}};

  const auto value = stochastic.update({.high = 7.0, .low = 7.0, .close = 7.0});

  ASSERT_TRUE(value);
  EXPECT_EQ(value->k, 0.0);
}

}  // namespace
}  // namespace tw::indicators
