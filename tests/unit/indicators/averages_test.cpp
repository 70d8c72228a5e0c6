#include <gtest/gtest.h>

#include "indicators/ema.hpp"
#include "indicators/macd.hpp"
#include "indicators/sma.hpp"
#include "indicators/wma.hpp"

namespace tw::indicators {
namespace {

TEST(Sma, IsTheMeanOfTheLastSamplesAndForgetsTheOnesBefore) {
  Sma sma{3};

  EXPECT_EQ(sma.update(1.0), std::nullopt);
  EXPECT_EQ(sma.update(2.0), std::nullopt);
  EXPECT_EQ(sma.update(6.0), 3.0);
  EXPECT_EQ(sma.update(10.0), 6.0);
  EXPECT_EQ(sma.update(-16.0), 0.0);
}

TEST(Sma, OfOneSampleIsThatSampleToTheLastBit) {
  Sma sma{1};

  for (const double sample : {0.1, 1e17, 0.3, -2.0}) EXPECT_EQ(sma.update(sample), sample);
}

TEST(Sma, AddsTheNewestBeforeItTakesTheOldestOff) {
  Sma sma{2};
  const double a = 0.1, b = 0.2, c = 0.3;

  sma.update(a);
  sma.update(b);

  EXPECT_EQ(sma.update(c), (((a + b) - a) + c) / 2.0);
}

TEST(SmaDeathTest, RefusesAPeriodBelowOne) { EXPECT_DEATH(Sma{0}, "size >= 1"); }

TEST(Ema, StartsAtTheMeanAndThenMovesByItsWeight) {
  Ema ema{3};  // Weight 2 / 4.

  EXPECT_EQ(ema.update(1.0), std::nullopt);
  EXPECT_EQ(ema.update(2.0), std::nullopt);
  EXPECT_EQ(ema.update(6.0), 3.0);
  EXPECT_EQ(ema.update(5.0), 4.0);
  EXPECT_EQ(ema.update(0.0), 2.0);
}

TEST(EmaDeathTest, RefusesAPeriodBelowOne) { EXPECT_DEATH(Ema{0}, "period >= 1"); }

TEST(Wma, WeighsTheNewestSampleMost) {
  Wma wma{3};

  EXPECT_EQ(wma.update(1.0), std::nullopt);
  EXPECT_EQ(wma.update(2.0), std::nullopt);
  EXPECT_EQ(wma.update(3.0), (1.0 + 4.0 + 9.0) / 6.0);
  EXPECT_EQ(wma.update(9.0), (2.0 + 6.0 + 27.0) / 6.0);
  EXPECT_EQ(wma.update(0.0), (3.0 + 18.0 + 0.0) / 6.0);
}

TEST(Wma, OfOneSampleIsThatSampleToTheLastBit) {
  Wma wma{1};

  for (const double sample : {0.1, 1e17, 0.3}) EXPECT_EQ(wma.update(sample), sample);
}

TEST(Macd, SeedsBothAveragesOnSamplesThatEndTogether) {
  Macd macd{{.fast = 2, .slow = 3, .signal = 2}};

  EXPECT_FALSE(macd.update(1.0));
  EXPECT_FALSE(macd.update(2.0));
  EXPECT_FALSE(macd.update(6.0));        // Fast (2+6)/2 = 4, slow (1+2+6)/3 = 3: a line of 1.
  const auto value = macd.update(10.0);  // Fast 4+(10-4)*2/3 = 8, slow 3+(10-3)/2 = 6.5.

  ASSERT_TRUE(value);
  EXPECT_DOUBLE_EQ(value->line, 1.5);
  EXPECT_DOUBLE_EQ(value->signal, 1.25);  // The mean of the first two lines.
  EXPECT_DOUBLE_EQ(value->histogram, 0.25);
}

TEST(MacdDeathTest, RefusesAFastPeriodAboveTheSlowOne) {
  EXPECT_DEATH((Macd{{.fast = 26, .slow = 12, .signal = 9}}), "fast <= periods.slow");
}

}  // namespace
}  // namespace tw::indicators
