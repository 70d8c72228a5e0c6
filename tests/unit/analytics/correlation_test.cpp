#include <cmath>
#include <gtest/gtest.h>

#include "analytics/correlation_matrix.hpp"
#include "analytics/rank_correlation.hpp"
#include "analytics/symmetric_eigen.hpp"

namespace tw::analytics {
namespace {

using Values = std::vector<double>;

TEST(Ranks, OfEqualsAreTheirMean) {
  EXPECT_EQ(ranks(Values{30, 10, 20, 10}), (Values{4, 1.5, 3, 1.5}));
  EXPECT_TRUE(ranks(Values{}).empty());
}

TEST(RankCorrelation, SeesOnlyTheOrder) {
  const Values a{1, 2, 3, 4};

  EXPECT_DOUBLE_EQ(*rank_correlation(a, Values{1, 10, 100, 1000}), 1.0);
  EXPECT_DOUBLE_EQ(*rank_correlation(a, Values{9, 5, 4, 1}), -1.0);
  EXPECT_FALSE(rank_correlation(a, Values{7, 7, 7, 7}));
}

TEST(KendallCorrelation, CountsPairsInOrderAgainstPairsOutOfOrder) {
  // Of six pairs 2-1 and 4-3 are out of order: (4 - 2) / 6.
  EXPECT_DOUBLE_EQ(*kendall_correlation(Values{1, 2, 3, 4}, Values{2, 1, 4, 3}), 2.0 / 6.0);
  EXPECT_DOUBLE_EQ(*kendall_correlation(Values{1, 2, 3}, Values{3, 2, 1}), -1.0);
}

TEST(KendallCorrelation, LeavesTiesOutOfBothSides) {
  // Ten pairs; one tied in a, one in b, no pair in both. In order: 8 - 0 out of order.
  const Values a{1, 1, 2, 3, 4};
  const Values b{1, 2, 3, 4, 4};

  EXPECT_DOUBLE_EQ(*kendall_correlation(a, b), 8.0 / 9.0);
  EXPECT_FALSE(kendall_correlation(a, Values{5, 5, 5, 5, 5}));
  EXPECT_FALSE(kendall_correlation(Values{1}, Values{1}));
}

TEST(Eigen, OfATwoByTwoMatrixIsTheTextbooks) {
  sizing::SymmetricMatrix matrix{2};
  matrix.set(0, 0, 2.0);
  matrix.set(1, 1, 2.0);
  matrix.set(0, 1, 1.0);

  const Eigen found = eigen(matrix);

  EXPECT_NEAR(found.values[0], 3.0, 1e-15);
  EXPECT_NEAR(found.values[1], 1.0, 1e-15);
  EXPECT_NEAR(std::abs(found.vectors[0][0]), std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(found.vectors[0][0], found.vectors[0][1], 1e-15);
}

TEST(Eigen, TurnsTheMatrixIntoItsValues) {
  sizing::SymmetricMatrix matrix{4};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      matrix.set(i, j, 1.0 / static_cast<double>(i + j + 1));  // Hilbert's, badly conditioned.
    }
  }

  const Eigen found = eigen(matrix);

  for (std::size_t v = 0; v < 4; ++v) {
    for (std::size_t row = 0; row < 4; ++row) {
      double product = 0.0;
      for (std::size_t k = 0; k < 4; ++k) product += matrix(row, k) * found.vectors[v][k];
      EXPECT_NEAR(product, found.values[v] * found.vectors[v][row], 1e-15);
    }
  }
}

TEST(PearsonMatrix, HasNoNumberForASeriesThatNeverMoves) {
  const std::vector<Values> series{{1, 2, 3}, {5, 5, 5}};

  const auto matrix = pearson_matrix(series);

  EXPECT_TRUE(std::isnan(matrix(0, 1)));
  EXPECT_EQ(matrix(1, 1), 1.0);
}

TEST(EwmCovariance, WeighsTheLastRowTwiceTheOneAHalfLifeBefore) {
  // Weights 1/2 and 1 at values 0 and 3: mean 2, biased variance (0.5 * 4 + 1) / 1.5 = 2, unbiased
  // by 1.5^2 / (1.5^2 - 1.25) = 2.25.
  EXPECT_NEAR(ewm_covariance(std::vector<Values>{{0, 3}}, 1.0)(0, 0), 4.5, 1e-15);
}

TEST(LedoitWolf, LeavesAloneWhatEveryRowAgreesOn) {
  // Each row's own product is the sample covariance: nothing in it is error.
  const auto shrunk = ledoit_wolf(std::vector<Values>{{1, -1}, {1, -1}});

  EXPECT_EQ(shrunk.shrinkage, 0.0);
  EXPECT_EQ(shrunk.covariance(0, 1), 1.0);
}

TEST(LedoitWolf, MovesBothVariancesTowardsTheirMean) {
  // S = diag(2, 1/2), target 5/4. Distance |S|^2 - 2 (5/4)^2 = 9/8; the rows' squared products
  // have mean 8 + 1/2, so the error is (17/2 - 17/4) / 4 = 17/16 and the share 17/18.
  const auto shrunk = ledoit_wolf(std::vector<Values>{{2, 0, -2, 0}, {0, 1, 0, -1}});

  EXPECT_NEAR(shrunk.shrinkage, 17.0 / 18.0, 1e-15);
  EXPECT_NEAR(shrunk.covariance(0, 0), 2.0 / 18.0 + 17.0 / 18.0 * 1.25, 1e-15);
  EXPECT_NEAR(shrunk.covariance(1, 1), 0.5 / 18.0 + 17.0 / 18.0 * 1.25, 1e-15);
  EXPECT_EQ(shrunk.covariance(0, 1), 0.0);
}

}  // namespace
}  // namespace tw::analytics
