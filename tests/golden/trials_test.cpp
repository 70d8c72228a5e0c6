#include "analytics/trials.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using Json = nlohmann::json;

const Json& reference() {
  static const Json loaded = [] {
    Json json;
    std::ifstream{shared_path("golden/performance/trials_spy_sma_grid.json")} >> json;
    return json;
  }();
  return loaded;
}

const analytics::TrialsStudy& study() {
  static const analytics::TrialsStudy measured = [] {
    std::vector<std::vector<double>> trials;
    for (const auto& name : reference()["trials"]) {
      const auto column = read_column(shared_path("golden/performance/trials_spy_sma_grid.csv"),
                                      name.get<std::string>());
      trials.push_back(column.values);
    }
    return analytics::study_trials(trials, 252.0);
  }();
  return measured;
}

void expect_close(analytics::Figured ours, const Json& theirs, double tolerance) {
  ASSERT_TRUE(ours.has_value());
  EXPECT_TRUE(agrees(*ours, theirs.get<double>(), tolerance)) << *ours << " against " << theirs;
}

TEST(GoldenTrials, HaveTheSharpeRatiosOfTheReference) {
  ASSERT_EQ(study().rows, reference()["rows"].get<std::size_t>());
  const auto names = reference()["trials"].get<std::vector<std::string>>();
  for (std::size_t i = 0; i < names.size(); ++i) {
    expect_close(study().sharpes[i], reference()["daily_sharpe"][names[i]], 1e-9);
  }
  EXPECT_EQ(names[*study().best], reference()["best"].get<std::string>());
  expect_close(study().average_correlation, reference()["average_correlation"], 1e-9);
}

TEST(GoldenTrials, HaveTheDeflatedSharpeRatioOfBothLibraries) {
  const Json& independent = reference()["rubenbriones"];
  expect_close(study().independent_trials, independent["num_independent_trials"], 0.0);
  expect_close(study().expected_max_sr, independent["expected_max_sr"], 1e-9);
  expect_close(study().dsr, independent["dsr"], 1e-9);
  expect_close(study().psr, reference()["pypbo_psr_best"], 1e-9);
  expect_close(study().dsr_all_trials, reference()["pypbo_dsr_best"], 1e-9);
}

TEST(GoldenTrials, HaveTheProbabilityOfOverfittingOfTheReference) {
  const Json& theirs = reference()["pypbo"];
  const auto& ours = *study().overfitting;

  EXPECT_EQ(study().cut.blocks, theirs["S"].get<std::size_t>());
  EXPECT_EQ(study().cut.blocks * study().cut.rows_per_block,
            theirs["rows_used"].get<std::size_t>());
  EXPECT_EQ(ours.combinations, 12'870u);
  expect_close(ours.pbo, theirs["pbo"], 1e-12);
  expect_close(ours.loss_outside, theirs["prob_oos_loss"], 1e-12);
  expect_close(ours.logits_mean, theirs["logits_mean"], 1e-9);
  expect_close(ours.slope, theirs["slope"], 1e-8);
  expect_close(ours.intercept, theirs["intercept"], 1e-8);
  expect_close(ours.r_squared, theirs["r2"], 1e-8);
}

}  // namespace
}  // namespace tw::golden
