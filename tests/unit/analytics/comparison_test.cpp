#include "analytics/comparison.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace tw::analytics {
namespace {

const std::vector<double> kBenchmark{0.01, -0.02, 0.03, 0.0};

std::vector<double> scaled_by(double factor, double shift) {
  std::vector<double> returns;
  for (const double r : kBenchmark) returns.push_back(factor * r + shift);
  return returns;
}

TEST(Comparison, OfTwiceTheBenchmarkPlusATenthOfAPercentFindsBetaAndAlpha) {
  const auto result = compare(scaled_by(2.0, 0.001), kBenchmark, {});

  EXPECT_NEAR(*result.beta, 2.0, 1e-12);
  EXPECT_NEAR(*result.alpha_daily, 0.001, 1e-15);
  EXPECT_NEAR(*result.alpha_annual_linear, 0.252, 1e-12);
  EXPECT_NEAR(*result.alpha_annual_compound, std::pow(1.001, 252.0) - 1.0, 1e-12);
  EXPECT_NEAR(*result.correlation, 1.0, 1e-12);
  EXPECT_NEAR(*result.r_squared, 1.0, 1e-12);
}

TEST(Comparison, TakesTheRiskFreeRateFromBothSidesOfAlpha) {
  const auto result = compare(scaled_by(2.0, 0.001), kBenchmark, {.risk_free_annual = 0.0252});

  // a - rf - 2 (b - rf) = 0.001 + rf with rf = 0.0001 a day.
  EXPECT_NEAR(*result.alpha_daily, 0.0011, 1e-15);
}

TEST(Comparison, CaptureComparesCompoundReturnsOnTheBenchmarksUpAndDownDays) {
  const std::vector<double> returns{0.02, -0.01, 0.01, 0.5};

  const auto result = compare(returns, kBenchmark, {.periods_per_year = 2.0});

  // Up days are the first and third: 1.02 * 1.01 against 1.01 * 1.03; two a year, so exponent 1.
  EXPECT_NEAR(*result.up_capture, (1.02 * 1.01 - 1.0) / (1.01 * 1.03 - 1.0), 1e-12);
  // One down day of two a year: exponent 2. The flat day counts on neither side.
  EXPECT_NEAR(*result.down_capture, (0.99 * 0.99 - 1.0) / (0.98 * 0.98 - 1.0), 1e-12);
}

TEST(Comparison, WithItselfHasNoTrackingErrorAndSoNoInformationRatio) {
  const auto result = compare(kBenchmark, kBenchmark, {});

  EXPECT_EQ(result.tracking_error_annual, 0.0);
  EXPECT_FALSE(result.information_ratio_annual);
  EXPECT_NEAR(*result.m2, 252.0 * 0.005, 1e-12);
}

TEST(Comparison, WithABenchmarkThatNeverMovesHasNoBeta) {
  const std::vector<double> flat(4, 0.0);

  const auto result = compare(kBenchmark, flat, {});

  EXPECT_FALSE(result.beta);
  EXPECT_FALSE(result.alpha_daily);
  EXPECT_FALSE(result.correlation);
  EXPECT_FALSE(result.treynor);
  EXPECT_FALSE(result.up_capture);
  EXPECT_FALSE(result.down_capture);
}

TEST(Comparison, OfNoReturnsHasNoFigure) { EXPECT_FALSE(compare({}, {}, {}).beta); }

}  // namespace
}  // namespace tw::analytics
