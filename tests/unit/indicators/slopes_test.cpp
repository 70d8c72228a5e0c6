#include <gtest/gtest.h>

#include "indicators/linear_regression_slope.hpp"
#include "indicators/obv.hpp"

namespace tw::indicators {
namespace {

TEST(LinearRegressionSlope, IsTheStepOfAStraightLine) {
  LinearRegressionSlope slope{3};

  EXPECT_EQ(slope.update(1.0), std::nullopt);
  EXPECT_EQ(slope.update(3.0), std::nullopt);
  EXPECT_EQ(slope.update(5.0), 2.0);
  EXPECT_EQ(slope.update(7.0), 2.0);
}

TEST(LinearRegressionSlope, IsLeastSquaresOffTheLine) {
  LinearRegressionSlope slope{4};
  for (const double sample : {99.0, 1.0, 2.0, 0.0}) slope.update(sample);

  EXPECT_DOUBLE_EQ(*slope.update(5.0), 1.0);  // x 0..3, y 1 2 0 5: Sxy 5, Sxx 5.
}

TEST(LinearRegressionSlopeDeathTest, RefusesAPeriodBelowTwo) {
  EXPECT_DEATH(LinearRegressionSlope{1}, "period >= 2");
}

TEST(Obv, AddsVolumeOfRisingBarsAndTakesOffThatOfFallingOnes) {
  Obv obv;
  const auto bar = [](double close, double volume) {
    return Candle{.close = close, .volume = volume};
  };

  EXPECT_EQ(obv.update(bar(10, 100)), 100.0);
  EXPECT_EQ(obv.update(bar(11, 30)), 130.0);
  EXPECT_EQ(obv.update(bar(11, 500)), 130.0);
  EXPECT_EQ(obv.update(bar(9, 200)), -70.0);
}

}  // namespace
}  // namespace tw::indicators
