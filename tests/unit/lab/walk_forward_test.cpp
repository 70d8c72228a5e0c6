#include "lab/walk_forward.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "support/random_walk.hpp"
#include "support/temp_folder.hpp"

namespace tw::lab {
namespace {

using research::FoldOutcome;
using research::TrialMetric;
using support::TempFolder;

/// A walk over the bars of one symbol under the plain preset.
struct Study {
  BarTable table = support::random_walk(11, 700);
  std::vector<backtest::Feed> feeds{
      {.instrument = {.id = {}, .symbol = "X"}, .bars = table.view({}), .range = {20, 700}}};
  backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  WalkForwardTerms terms;

  Study() {
    const auto entry = strategies::find("sma_cross");
    terms.plan =
        *research::plan_of(**entry, std::vector<std::string>{"fast=5:9:2", "slow=20,40"}, {});
    terms.goal = {.objective = *research::parse_objective("final_equity"), .requirements = {}};
    terms.folds = *research::folds_of({.train = 200, .test = 100}, 680);
    terms.threads = 2;
  }
  WalkForwardResult run(const std::stop_token& stop = {}, const OnTrials& watch = {}) const {
    return run_walk_forward(terms, spec, feeds, stop, watch);
  }
};

void expect_same(const WalkForwardResult& a, const WalkForwardResult& b) {
  ASSERT_EQ(a.folds.size(), b.folds.size());
  for (std::size_t i = 0; i < a.folds.size(); ++i) {
    EXPECT_EQ(a.folds[i].point, b.folds[i].point);
    EXPECT_EQ(a.folds[i].score, b.folds[i].score);
    EXPECT_EQ(a.folds[i].trials, b.folds[i].trials);
    EXPECT_EQ(a.folds[i].returns, b.folds[i].returns);
    EXPECT_EQ(a.folds[i].in_sample_mean, b.folds[i].in_sample_mean);
  }
}

TEST(WalkForward, ChoosesTheBestOfEachTrainingAndRunsItOnTheTest) {
  const Study study;

  const WalkForwardResult result = study.run();

  ASSERT_EQ(result.folds.size(), 4U);
  for (const FoldOutcome& fold : result.folds) {
    std::vector<backtest::Feed> feeds = study.feeds;
    feeds[0].range = {20 + fold.fold.train.first, 20 + fold.fold.train.last};
    double best = -INFINITY;
    std::uint64_t best_point = 0;
    for (std::uint64_t point = 0; point < *study.terms.plan.points(); ++point) {
      backtest::BacktestSpec spec = study.spec;
      spec.parameters = study.terms.plan.values_at(point);
      const double equity = backtest::run_backtest(spec, feeds).final_equity.as_double();
      if (equity > best) best_point = point;
      best = std::max(best, equity);
    }
    EXPECT_EQ(fold.point, best_point);
    EXPECT_EQ(fold.score, best);

    feeds[0].range = {20 + fold.fold.test.first, 20 + fold.fold.test.last};
    backtest::BacktestSpec spec = study.spec;
    spec.parameters = fold.values;
    const double equity = backtest::run_backtest(spec, feeds).final_equity.as_double();
    EXPECT_EQ(fold.out_of_sample[TrialMetric::FinalEquity], equity);
    EXPECT_EQ(fold.returns.size(), 100U);
    double wealth = spec.cash.as_double();
    for (const double r : fold.returns) wealth *= 1.0 + r;
    EXPECT_NEAR(wealth, equity, 1e-6);
  }
}

TEST(WalkForward, IsTheSameWithAnyNumberOfThreads) {
  Study study;
  const WalkForwardResult two = study.run();
  study.terms.threads = 1;

  expect_same(study.run(), two);
}

TEST(WalkForward, StoppedAnywhereResumesToTheSameResult) {
  Study study;
  const WalkForwardResult whole = study.run();
  const std::uint64_t points = *study.terms.plan.points();
  for (const std::uint64_t stop_at : {std::uint64_t{1}, 2 * points, 4 * points}) {
    const TempFolder folder;
    study.terms.checkpoint = folder / "checkpoint";
    std::stop_source stop;
    const WalkForwardResult part =
        study.run(stop.get_token(), [&](std::uint64_t done, std::uint64_t) {
          if (done >= stop_at) stop.request_stop();
        });
    ASSERT_LT(part.folds.size(), whole.folds.size());

    const WalkForwardResult resumed = study.run();

    EXPECT_EQ(resumed.resumed, part.folds.size());
    expect_same(resumed, whole);
    EXPECT_TRUE(resumed.is_complete);
    EXPECT_FALSE(part.is_complete);
  }
}

TEST(WalkForward, AFoldInWhichNothingQualifiesStaysInCash) {
  Study study;
  study.terms.goal.requirements = {*research::parse_requirement("trades>=1000")};

  const WalkForwardResult result = study.run();

  for (const FoldOutcome& fold : result.folds) {
    EXPECT_TRUE(fold.values.empty());
    EXPECT_EQ(fold.ranked, 0U);
    EXPECT_EQ(fold.returns, std::vector<double>(100, 0.0));
  }
}

TEST(WalkForward, NothingAfterATrainingHasASayInItsChoice) {
  Study study;
  const WalkForwardResult before = study.run();
  for (std::size_t row = 20 + 200; row < study.table.size(); ++row) {
    for (auto* column :
         {&study.table.open, &study.table.high, &study.table.low, &study.table.close}) {
      (*column)[row] *= 3;
    }
  }
  study.feeds[0].bars = study.table.view({});

  const WalkForwardResult after = study.run();

  EXPECT_EQ(after.folds[0].point, before.folds[0].point);
  EXPECT_EQ(after.folds[0].score, before.folds[0].score);
}

}  // namespace
}  // namespace tw::lab
