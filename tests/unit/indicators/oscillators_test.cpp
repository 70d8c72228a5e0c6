#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "indicators/momentum.hpp"
#include "indicators/roc.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/stochastic_rsi.hpp"

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

/// RSI as Wilder steps it: n - 1 parts of the mean and one of the change, divided by n.
std::vector<double> rsi_by_division(const std::vector<double>& closes, int period) {
  std::vector<double> all;
  double gain = 0.0;
  double loss = 0.0;
  for (int i = 1; i < static_cast<int>(closes.size()); ++i) {
    const double change =
        closes[static_cast<std::size_t>(i)] - closes[static_cast<std::size_t>(i - 1)];
    if (i > period) {
      gain *= period - 1;
      loss *= period - 1;
    }
    (change < 0.0 ? loss : gain) += std::abs(change);
    if (i < period) continue;
    gain /= period;
    loss /= period;
    all.push_back(100.0 * (gain / (gain + loss)));
  }
  return all;
}

// While closes stand the RSI moves by rounding alone, and its place in that range is what the step
// makes of it: by share the line read 100 where TA-Lib reads 0.
TEST(StochasticRsi, SeesWildersOwnRoundingWhereTheMarketStands) {
  std::vector<double> closes;
  for (int i = 0; i < 40; ++i) closes.push_back(100.0 + 0.1 * (i * 7 % 5));
  for (int i = 0; i < 60; ++i) closes.push_back(100.3);
  const std::vector<double> rsi = rsi_by_division(closes, 14);
  StochasticRsi stochastic{{.rsi = 14, .fast_k = 5, .fast_d = 1}};

  int told_by_rounding = 0;
  for (std::size_t i = 0; i < closes.size(); ++i) {
    const auto value = stochastic.update(closes[i]);
    if (i < 18) continue;
    const auto last = rsi.begin() + static_cast<std::ptrdiff_t>(i) - 14;
    const auto [lowest, highest] = std::minmax_element(last - 4, last + 1);
    const double percent = (*highest - *lowest) / 100.0;
    const double expected = percent != 0.0 ? (*last - *lowest) / percent : 0.0;
    ASSERT_TRUE(value);
    ASSERT_EQ(value->k, expected) << "bar " << i;
    if (percent != 0.0 && percent < 1e-14) told_by_rounding += 1;
  }
  EXPECT_GT(told_by_rounding, 10);
}

}  // namespace
}  // namespace tw::indicators
