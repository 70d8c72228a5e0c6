#include <cmath>
#include <gtest/gtest.h>

#include "indicators/bollinger.hpp"
#include "indicators/moments.hpp"
#include "indicators/std_dev.hpp"

namespace tw::indicators {
namespace {

TEST(Moments, AreOfThePopulationOfTheWindow) {
  Moments moments{2};

  EXPECT_FALSE(moments.update(100.0));
  moments.update(1.0);
  const auto value = moments.update(5.0);

  ASSERT_TRUE(value);
  EXPECT_EQ(value->mean, 3.0);
  EXPECT_EQ(value->variance, 4.0);
}

TEST(StdDev, IsTheRootOfThePopulationVariance) {
  StdDev deviation{4};

  for (const double sample : {2.0, 4.0, 4.0}) EXPECT_EQ(deviation.update(sample), std::nullopt);

  EXPECT_EQ(deviation.update(6.0), std::sqrt(2.0));
}

TEST(StdDev, IsZeroWhereTheVarianceIsOnlyRounding) {
  StdDev deviation{3};
  deviation.update(0.1);
  deviation.update(0.1);

  EXPECT_EQ(deviation.update(0.1), 0.0);
  EXPECT_EQ(deviation_of(-1e-9), 0.0);
  EXPECT_EQ(deviation_of(9e-15), 0.0);
}

TEST(Bollinger, BandsLieSoManyDeviationsFromTheMean) {
  Bollinger bollinger{2, 1.5};

  EXPECT_FALSE(bollinger.update(1.0));
  const auto bands = bollinger.update(5.0);

  ASSERT_TRUE(bands);
  EXPECT_EQ(bands->upper, 6.0);
  EXPECT_EQ(bands->middle, 3.0);
  EXPECT_EQ(bands->lower, 0.0);
}

TEST(BollingerDeathTest, RefusesNegativeDeviations) {
  EXPECT_DEATH((Bollinger{20, -1.0}), "deviations >= 0");
}

}  // namespace
}  // namespace tw::indicators
