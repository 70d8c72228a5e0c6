#include "sizing/allocation.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "core/splitmix.hpp"

namespace tw::sizing {
namespace {

SymmetricMatrix diagonal(std::vector<double> variances) {
  SymmetricMatrix matrix{variances.size()};
  for (std::size_t i = 0; i < variances.size(); ++i) matrix.set(i, i, variances[i]);
  return matrix;
}

/// Returns the covariance of random series, some of which hang together.
SymmetricMatrix drawn(std::uint64_t seed, std::size_t assets) {
  SplitMix draws{seed};
  const auto uniform = [&] { return static_cast<double>(draws.next() >> 11) * 0x1p-53 - 0.5; };
  std::vector<std::vector<double>> series(assets);
  for (int row = 0; row < 60; ++row) {
    const double market = uniform();
    for (std::size_t i = 0; i < assets; ++i) {
      series[i].push_back(market * static_cast<double>(i % 3) + uniform());
    }
  }
  return covariance_of(series);
}

TEST(Allocation, OfUnrelatedAssetsFollowsTheirVariances) {
  const SymmetricMatrix covariance = diagonal({0.01, 0.04});

  EXPECT_NEAR((*minimum_variance(covariance, true))[0], 0.8, 1e-15);
  EXPECT_NEAR(equal_risk(covariance)[0], 2.0 / 3.0, 1e-14);
  EXPECT_NEAR(inverse_volatility(covariance)[0], 2.0 / 3.0, 1e-15);
  EXPECT_NEAR(hierarchical_risk_parity(covariance)[0], 0.8, 1e-15);
}

TEST(Allocation, OfOneAssetIsAllOfIt) {
  const SymmetricMatrix one = diagonal({0.04});

  EXPECT_EQ(minimum_variance(one, true), std::vector{1.0});
  EXPECT_EQ(equal_risk(one), std::vector{1.0});
  EXPECT_EQ(inverse_volatility(one), std::vector{1.0});
  EXPECT_EQ(hierarchical_risk_parity(one), std::vector{1.0});
}

TEST(Allocation, LongOnlyIsNeverShortNeverBetterThanFreeAndSumsToOne) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const SymmetricMatrix covariance = drawn(seed, 2 + seed % 7);
    const auto bounded = minimum_variance(covariance, true);
    const auto free = minimum_variance(covariance, false);
    ASSERT_TRUE(bounded && free) << seed;
    double sum = 0.0;
    for (const double weight : *bounded) {
      ASSERT_GE(weight, 0.0) << seed;
      sum += weight;
    }
    ASSERT_NEAR(sum, 1.0, 1e-12) << seed;
    ASSERT_GE(quadratic_form(covariance, *bounded), quadratic_form(covariance, *free) - 1e-12);
  }
}

TEST(Allocation, LongOnlyCannotBeBetteredByMovingALittle) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const SymmetricMatrix covariance = drawn(seed, 5);
    const std::vector<double> best = *minimum_variance(covariance, true);
    const double least = quadratic_form(covariance, best);
    for (std::size_t from = 0; from < 5; ++from) {
      for (std::size_t to = 0; to < 5; ++to) {
        std::vector<double> moved = best;
        const double step = std::min(1e-4, moved[from]);
        moved[from] -= step;
        moved[to] += step;
        ASSERT_GE(quadratic_form(covariance, moved), least - 1e-14) << "seed " << seed;
      }
    }
  }
}

TEST(Allocation, EqualRiskGivesEachTheSameShareOfRisk) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const SymmetricMatrix covariance = drawn(seed, 6);
    for (const double share : risk_shares(covariance, equal_risk(covariance))) {
      ASSERT_NEAR(share, 1.0 / 6.0, 1e-10) << "seed " << seed;
    }
  }
}

TEST(Allocation, IsNothingWhenTheCovarianceIsSingular) {
  SymmetricMatrix twins = diagonal({0.04, 0.04});
  twins.set(0, 1, 0.04);

  EXPECT_FALSE(minimum_variance(twins, false));
  EXPECT_FALSE(highest_sharpe(twins, std::vector{0.1, 0.1}, false));
}

TEST(Allocation, OfTheHighestSharpeIsNothingWhenNothingEarns) {
  EXPECT_FALSE(highest_sharpe(diagonal({0.04, 0.09}), std::vector{-0.1, 0.0}, true));
  EXPECT_EQ(highest_sharpe(diagonal({0.04, 0.09}), std::vector{-0.1, 0.1}, true),
            (std::vector{0.0, 1.0}));
}

}  // namespace
}  // namespace tw::sizing
