#include "analytics/moments.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace tw::analytics {
namespace {

const std::vector<double> kSample{1, 2, 3, 6};

TEST(Moments, DeviationDividesByOneFewerThanTheSample) {
  EXPECT_DOUBLE_EQ(*mean(kSample), 3.0);
  EXPECT_DOUBLE_EQ(*sample_deviation(kSample), std::sqrt(14.0 / 3.0));
}

TEST(Moments, OfTooFewValuesAreUndefined) {
  const std::vector<double> one{5};

  EXPECT_FALSE(mean({}));
  EXPECT_FALSE(sample_deviation(one));
  EXPECT_FALSE(covariance(one, one));
  EXPECT_FALSE(shape(one).skew_biased);
  EXPECT_FALSE(percentile({}, 0.5));
}

TEST(Moments, ASpreadThatIsOnlyRoundingIsNoDeviation) {
  std::vector<double> steady;
  for (int i = 0; i < 100; ++i) steady.push_back(0.01 + (i % 2) * 1e-17);

  EXPECT_EQ(sample_deviation(steady), 0.0);
  EXPECT_FALSE(shape(steady).skew_biased);
}

TEST(Moments, CorrelationIsOneMinusOneOrUndefined) {
  const std::vector<double> opposite{-1, -2, -3, -6};
  const std::vector<double> flat{4, 4, 4, 4};

  EXPECT_DOUBLE_EQ(*correlation(kSample, kSample), 1.0);
  EXPECT_DOUBLE_EQ(*correlation(kSample, opposite), -1.0);
  EXPECT_FALSE(correlation(kSample, flat));
}

TEST(Moments, ShapeHasTheBiasedAndTheUnbiasedScaling) {
  // Deviations -2, -1, 0, 3: m2 = 14/4, m3 = 18/4, m4 = 98/4.
  const Shape form = shape(kSample);
  const double skew = 4.5 / std::pow(3.5, 1.5);
  const double excess = 24.5 / 12.25 - 3.0;

  EXPECT_NEAR(*form.skew_biased, skew, 1e-14);
  EXPECT_NEAR(*form.kurtosis_excess_biased, excess, 1e-14);
  EXPECT_NEAR(*form.skew_unbiased, std::sqrt(12.0) / 2.0 * skew, 1e-14);
  EXPECT_NEAR(*form.kurtosis_excess_unbiased, 3.0 / 2.0 * (5.0 * excess + 6.0), 1e-14);
}

TEST(Moments, PercentileIsLinearBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(*percentile(kSample, 0.0), 1.0);
  EXPECT_DOUBLE_EQ(*percentile(kSample, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(*percentile(kSample, 0.9), 3.0 + 0.7 * 3.0);
  EXPECT_DOUBLE_EQ(*percentile(kSample, 1.0), 6.0);
}

TEST(Moments, RatioOverZeroIsUndefined) {
  EXPECT_EQ(ratio(1.0, 4.0), 0.25);
  EXPECT_FALSE(ratio(1.0, 0.0));
  EXPECT_FALSE(ratio(std::nullopt, 4.0));
  EXPECT_FALSE(ratio(1e300, 1e-300));
}

TEST(Moments, NormalDistributionHitsItsTables) {
  EXPECT_DOUBLE_EQ(normal_cumulative(0.0), 0.5);
  EXPECT_NEAR(normal_cumulative(1.6448536269514722), 0.95, 1e-15);
  EXPECT_NEAR(normal_density(0.0), 0.3989422804014327, 1e-15);
}

}  // namespace
}  // namespace tw::analytics
