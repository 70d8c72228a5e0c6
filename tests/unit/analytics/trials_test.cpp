#include "analytics/trials.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "analytics/deflated_sharpe.hpp"
#include "analytics/normal_quantile.hpp"
#include "core/splitmix.hpp"

namespace tw::analytics {
namespace {

TEST(NormalQuantile, HasThePublishedCriticalValues) {
  EXPECT_NEAR(normal_quantile(0.5), 0.0, 1e-15);
  EXPECT_NEAR(normal_quantile(0.95), 1.6448536269514722, 1e-13);
  EXPECT_NEAR(normal_quantile(0.975), 1.9599639845400545, 1e-13);
  EXPECT_NEAR(normal_quantile(0.01), -2.3263478740408408, 1e-13);
  EXPECT_NEAR(normal_quantile(1e-12), -7.0344838253011313, 1e-11);
  EXPECT_EQ(normal_quantile(0.0), -HUGE_VAL);
  EXPECT_EQ(normal_quantile(1.0), HUGE_VAL);
}

TEST(NormalQuantile, UndoesTheCumulative) {
  for (double p = 0.001; p < 1.0; p += 0.001) {
    EXPECT_NEAR(normal_cumulative(normal_quantile(p)), p, 1e-15) << p;
  }
}

// Bailey and Lopez de Prado (2014), the example: a Sharpe ratio of 2.5 a year over 1,250 days,
// skew -3, kurtosis 10, the best of trials whose ratios have a variance of 1/2 a year.
const double kSharpe = 2.5 / std::sqrt(250.0);
const double kDeviation = std::sqrt(0.5 / 250.0);

SharpeError paper_error() {
  const double scale = std::sqrt(1.0 + 3.0 * kSharpe + (10.0 - 1.0) / 4.0 * kSharpe * kSharpe);
  return {.sharpe = kSharpe, .deviation = scale / std::sqrt(1249.0), .deviation_at_one = scale};
}

TEST(DeflatedSharpe, EqualsTheExampleOfItsPaper) {
  EXPECT_NEAR(expected_maximum_sharpe(100, kDeviation), 0.1132, 5e-5);
  EXPECT_NEAR(*deflated_sharpe(paper_error(), 100, kDeviation), 0.9004, 5e-5);
  EXPECT_NEAR(*deflated_sharpe(paper_error(), 46, kDeviation), 0.9505, 5e-5);
}

TEST(DeflatedSharpe, OfOneTrialIsTheProbabilisticOne) {
  EXPECT_EQ(expected_maximum_sharpe(1, kDeviation), 0.0);
  EXPECT_EQ(deflated_sharpe(paper_error(), 1, kDeviation),
            probabilistic_sharpe(paper_error(), 0.0));
}

TEST(DeflatedSharpe, CountsCorrelatedTrialsAsFewer) {
  EXPECT_EQ(independent_trials(16, 0.81), 4.0);  // 0.81 + 0.19 * 16 = 3.85
  EXPECT_EQ(independent_trials(16, 1.0), 1.0);
  EXPECT_EQ(independent_trials(16, 0.0), 16.0);
  EXPECT_EQ(independent_trials(16, 1.0 - 1e-15), 1.0);
  EXPECT_EQ(independent_trials(16, -0.01), 17.0) << "opposed trials see more: -0.01 + 1.01 * 16";
}

TEST(AverageCorrelation, IsTheMeanOverAllPairs) {
  const std::vector<std::vector<double>> trials{
      {0.01, -0.02, 0.03, 0.00}, {0.02, -0.01, 0.01, -0.03}, {-0.01, 0.02, 0.00, 0.01}};
  AverageCorrelation average;
  for (const auto& returns : trials) average.add(returns);

  const double pairs = *correlation(trials[0], trials[1]) + *correlation(trials[0], trials[2]) +
                       *correlation(trials[1], trials[2]);
  EXPECT_NEAR(*average.value(), pairs / 3.0, 1e-15);
}

TEST(AverageCorrelation, NeedsTwoTrialsAndOneThatVaries) {
  AverageCorrelation average;
  average.add(std::vector{0.01, 0.02});
  EXPECT_FALSE(average.value());

  AverageCorrelation flat;
  flat.add(std::vector{0.0, 0.0});
  flat.add(std::vector{0.0, 0.0});
  EXPECT_FALSE(flat.value());
}

/// Puts the block sums of some trials one after the other.
std::vector<BlockSums> sums_of(const std::vector<std::vector<double>>& trials,
                               const CscvBlocks& cut) {
  std::vector<BlockSums> sums;
  for (const auto& returns : trials) {
    const auto own = block_sums(returns, cut);
    sums.insert(sums.end(), own.begin(), own.end());
  }
  return sums;
}

TEST(Overfitting, IsCertainWhenEachHalfHasAnotherWinner) {
  const std::vector<std::vector<double>> trials{{0.03, 0.01, -0.01, -0.03},
                                                {-0.03, -0.01, 0.01, 0.03}};
  const auto cut = CscvBlocks::of(4, 2);

  const auto found = probability_of_overfitting(sums_of(trials, cut), cut, 1.0);

  // Inside 0.02 / 0.0141 = 1.414; outside the same trial has -1.414 and the lower of two ranks, so
  // w = 1/3 and the logit ln(1/2).
  EXPECT_EQ(found.combinations, 2u);
  EXPECT_EQ(found.pbo, 1.0);
  EXPECT_EQ(found.loss_outside, 1.0);
  EXPECT_NEAR(found.logits_mean, std::log(0.5), 1e-15);
}

TEST(Overfitting, IsNoneWhenOneTrialIsBestEverywhere) {
  const std::vector<std::vector<double>> trials{{0.03, 0.01, 0.03, 0.01},
                                                {-0.03, -0.01, 0.01, -0.03}};
  const auto cut = CscvBlocks::of(5, 2);
  std::vector<std::vector<double>> longer = trials;
  for (auto& returns : longer) returns.insert(returns.begin(), 9.0);  // Left out of the blocks.

  const auto found = probability_of_overfitting(sums_of(longer, cut), cut, 1.0);

  EXPECT_EQ(cut.rows_left_out, 1u);
  EXPECT_EQ(found.pbo, 0.0);
  EXPECT_EQ(found.loss_outside, 0.0);
  EXPECT_NEAR(found.logits_mean, std::log(2.0), 1e-15);
}

TEST(Overfitting, OfTrialsThatAreAllAlikeSharesTheMiddleRank) {
  const std::vector<std::vector<double>> trials(3, {0.03, 0.01, -0.01, 0.02});
  const auto cut = CscvBlocks::of(4, 2);

  const auto found = probability_of_overfitting(sums_of(trials, cut), cut, 1.0);

  EXPECT_EQ(found.logits_mean, 0.0);
  EXPECT_EQ(found.pbo, 1.0);
}

TEST(Overfitting, OfATrialThatNeverTradesIsAtZero) {
  const std::vector<std::vector<double>> trials{{0.0, 0.0, 0.0, 0.0}, {-0.02, -0.01, -0.03, -0.01}};
  const auto cut = CscvBlocks::of(4, 2);

  const auto found = probability_of_overfitting(sums_of(trials, cut), cut, 1.0);

  EXPECT_EQ(found.pbo, 0.0);
  EXPECT_EQ(found.loss_outside, 0.0);
}

/// Returns trials of noise, the first of which earns `edge` more a period.
std::vector<std::vector<double>> noise(std::uint64_t seed, double edge) {
  SplitMix dice{seed};
  std::vector<std::vector<double>> trials(12, std::vector<double>(320));
  for (auto& returns : trials) {
    for (double& r : returns) r = 0.02 * (dice.uniform() - 0.5);
  }
  for (double& r : trials.front()) r += edge;
  return trials;
}

TEST(TrialsStudy, CallsTheBestOfNoiseNoiseAndAPlantedEdgeReal) {
  constexpr int kSets = 100;
  double pbo_of_noise = 0.0;
  double pbo_of_edge = 0.0;
  int called_real = 0;
  int edges_found = 0;
  for (std::uint64_t seed = 1; seed <= kSets; ++seed) {
    const auto luck = study_trials(noise(seed, 0.0), 252.0, 8);
    const auto skill = study_trials(noise(seed, 0.003), 252.0, 8);
    pbo_of_noise += luck.overfitting->pbo / kSets;
    pbo_of_edge += skill.overfitting->pbo / kSets;
    called_real += *luck.dsr > 0.95;
    edges_found += *skill.dsr > 0.95;
  }

  // Noise is picked at a loss as often as not, and passes a test of 95 % in about one of twenty.
  EXPECT_NEAR(pbo_of_noise, 0.5, 0.1);
  EXPECT_LE(called_real, 10);
  EXPECT_LT(pbo_of_edge, 0.02);
  EXPECT_GE(edges_found, 90);
}

TEST(TrialsStudy, NamesTheFirstOfTheBestAndLeavesUndefinedWhatOneTrialCannotTell) {
  const std::vector<std::vector<double>> one{{0.01, -0.005, 0.02, 0.00}};

  const auto study = study_trials(one, 252.0, 2);

  EXPECT_EQ(study.best, 0u);
  EXPECT_TRUE(study.psr);
  EXPECT_FALSE(study.dsr);
  EXPECT_FALSE(study.overfitting);
  EXPECT_FALSE(study.average_correlation);
}

TEST(TrialsStudy, OfTrialsThatNeverTradeHasNoBest) {
  const std::vector<std::vector<double>> idle(2, std::vector<double>(8, 0.0));

  const auto study = study_trials(idle, 252.0, 2);

  EXPECT_FALSE(study.best);
  EXPECT_FALSE(study.psr);
  EXPECT_FALSE(study.dsr);
  EXPECT_FALSE(study.overfitting);
}

}  // namespace
}  // namespace tw::analytics
