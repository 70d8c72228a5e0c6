#include "analytics/sharpe.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace tw::analytics {
namespace {

// Mean 0.01, deviation (ddof 1) sqrt(0.0008 / 3), symmetric, fourth moment equal to m2 squared.
const std::vector<double> kReturns{0.01 + 0.0141421356237309505, 0.01 - 0.0141421356237309505,
                                   0.01 + 0.0141421356237309505, 0.01 - 0.0141421356237309505};

TEST(Sharpe, IsTheMeanExcessOverTheDeviationOfAPeriod) {
  const double deviation = std::sqrt(0.0008 / 3.0);

  EXPECT_NEAR(*period_sharpe(kReturns, 0.0), 0.01 / deviation, 1e-12);
  EXPECT_NEAR(*period_sharpe(kReturns, 0.004), 0.006 / deviation, 1e-12);
}

TEST(Sharpe, OfReturnsThatNeverVaryIsUndefined) {
  const std::vector<double> steady(10, 0.01);

  EXPECT_FALSE(period_sharpe(steady, 0.0));
  EXPECT_FALSE(sharpe_error(steady));
  EXPECT_FALSE(sharpe_error({}));
}

TEST(Sharpe, ErrorOfASymmetricTwoPointSampleHasNeitherSkewNorKurtosisTerm) {
  const auto error = sharpe_error(kReturns);

  // g3 = 0 and g4 = 1, so the variance is 1 / (n - 1).
  EXPECT_NEAR(error->deviation, 1.0 / std::sqrt(3.0), 1e-12);
}

TEST(Sharpe, IsAsLikelyAboveAsBelowItsOwnValue) {
  const auto error = sharpe_error(kReturns);

  EXPECT_DOUBLE_EQ(*probabilistic_sharpe(*error, error->sharpe), 0.5);
  EXPECT_GT(*probabilistic_sharpe(*error, 0.0), 0.5);
}

TEST(Sharpe, NeedsALongerRecordTheSmallerItIs) {
  const SharpeError small{.sharpe = 0.05, .deviation = 0.1, .deviation_at_one = 1.0};
  const SharpeError large{.sharpe = 0.10, .deviation = 0.1, .deviation_at_one = 1.0};

  EXPECT_DOUBLE_EQ(*minimum_track_record(small, 0.0, 2.0), 1601.0);
  EXPECT_DOUBLE_EQ(*minimum_track_record(large, 0.0, 2.0), 401.0);
  EXPECT_FALSE(minimum_track_record(small, 0.05, 2.0));
}

}  // namespace
}  // namespace tw::analytics
