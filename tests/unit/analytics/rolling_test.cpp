#include "analytics/rolling.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "analytics/sharpe.hpp"

namespace tw::analytics {
namespace {

const std::vector<double> kReturns{0.01, -0.02, 0.03, 0.00, 0.02};

TEST(Rolling, BeginsWithTheFirstFullWindow) {
  const auto volatility = rolling_volatility(kReturns, 3, {});

  ASSERT_EQ(volatility.size(), 5);
  EXPECT_FALSE(volatility[0]);
  EXPECT_FALSE(volatility[1]);
  EXPECT_TRUE(volatility[2]);
}

TEST(Rolling, ValueIsThatOfItsWindowAlone) {
  const AnnualTerms terms{.periods_per_year = 252.0, .risk_free_annual = 0.0252};
  const std::span<const double> last = std::span{kReturns}.subspan(2);

  EXPECT_EQ(rolling_volatility(kReturns, 3, terms)[4], *sample_deviation(last) * std::sqrt(252.0));
  EXPECT_EQ(rolling_sharpe(kReturns, 3, terms)[4], *period_sharpe(last, 0.0001) * std::sqrt(252.0));
}

TEST(Rolling, BetaOfTwiceTheBenchmarkIsTwo) {
  std::vector<double> twice;
  for (const double r : kReturns) twice.push_back(2.0 * r);

  const auto betas = rolling_beta(twice, kReturns, 2);

  EXPECT_FALSE(betas[0]);
  for (std::size_t i = 1; i < betas.size(); ++i) EXPECT_NEAR(*betas[i], 2.0, 1e-12);
}

TEST(Rolling, SortinoOfAWindowIsThatOfItsReturns) {
  // 0.03, 0 and 0.02 have no return below zero; -0.02, 0.03 and 0 have one.
  const auto figures = rolling_sortino(kReturns, 3, {});

  EXPECT_FALSE(figures[4]);
  EXPECT_NEAR(*figures[3], 252.0 * (0.01 / 3.0) / std::sqrt(0.0004 / 3.0 * 252.0), 1e-12);
}

TEST(Rolling, AlphaOfAReturnAboveTheBenchmarkIsCompounded) {
  std::vector<double> ahead;
  for (const double r : kReturns) ahead.push_back(r + 0.001);

  const auto alphas = rolling_alpha(ahead, kReturns, 3, {});

  EXPECT_FALSE(alphas[1]);
  EXPECT_NEAR(*alphas[4], std::pow(1.001, 252.0) - 1.0, 1e-12);
}

TEST(Rolling, DrawdownCountsTheWindowsFirstReturn) {
  const auto drawdowns = rolling_max_drawdown(kReturns, 2);

  EXPECT_NEAR(*drawdowns[1], -0.02, 1e-15);
  EXPECT_NEAR(*drawdowns[2], -0.02, 1e-15);
  EXPECT_EQ(drawdowns[3], 0.0);
}

TEST(Rolling, OverFewerReturnsThanTheWindowHasNoValue) {
  for (const auto& figure : rolling_sharpe(kReturns, 6, {})) EXPECT_FALSE(figure);
}

}  // namespace
}  // namespace tw::analytics
