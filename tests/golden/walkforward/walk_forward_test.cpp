#include "research/walk_forward.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analytics/moments.hpp"
#include "analytics/returns.hpp"
#include "analytics/sharpe.hpp"
#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using Json = nlohmann::json;
using research::Fold;

const Json& reference() {
  static const Json loaded = [] {
    Json json;
    std::ifstream{shared_path("golden/walkforward/splits.json")} >> json;
    return json;
  }();
  return loaded;
}

void expect_folds(const std::vector<Fold>& folds, const Json& golden) {
  ASSERT_EQ(folds.size(), golden.size());
  for (std::size_t i = 0; i < folds.size(); ++i) {
    EXPECT_EQ(folds[i].train.first, golden[i]["train"][0].get<std::size_t>()) << i;
    EXPECT_EQ(folds[i].train.last - 1, golden[i]["train"][1].get<std::size_t>()) << i;
    EXPECT_EQ(folds[i].test.first, golden[i]["test"][0].get<std::size_t>()) << i;
    EXPECT_EQ(folds[i].test.last - 1, golden[i]["test"][1].get<std::size_t>()) << i;
  }
}

/// Each rule's daily returns: long while the fast average was above the slow one a day before.
struct Rule {
  int fast = 0;
  int slow = 0;
  std::vector<double> returns;
};

struct Market {
  analytics::DatedValues prices;  ///< Without the rows that warm the averages up.
  std::vector<Rule> rules;
};

const Market& market() {
  static const Market loaded = [] {
    Market made;
    const auto all = between(
        read_column(named_path(reference()["data"].get<std::string>()), "close"),
        reference()["span"][0].get<std::string>(), reference()["span"][1].get<std::string>());
    constexpr std::size_t kDropped = 201;  // The slowest average and one more row.
    const auto average = [&](std::size_t at, int bars) {
      double sum = 0.0;
      for (int i = 0; i < bars; ++i) sum += all.values[at - static_cast<std::size_t>(i)];
      return sum / bars;
    };
    for (const int fast : {5, 10, 20}) {
      for (const int slow : {50, 100, 200}) {
        Rule rule{.fast = fast, .slow = slow, .returns = {}};
        for (std::size_t t = kDropped; t < all.size(); ++t) {
          const bool is_long = average(t - 1, fast) > average(t - 1, slow);
          rule.returns.push_back(is_long ? all.values[t] / all.values[t - 1] - 1.0 : 0.0);
        }
        made.rules.push_back(std::move(rule));
      }
    }
    made.prices.dates.assign(all.dates.begin() + kDropped, all.dates.end());
    made.prices.values.assign(all.values.begin() + kDropped, all.values.end());
    return made;
  }();
  return loaded;
}

std::span<const double> part(const std::vector<double>& all, RowRange rows) {
  return std::span{all}.subspan(rows.first, rows.size());
}

double sharpe(std::span<const double> returns) {
  return *analytics::period_sharpe(returns, 0.0) * std::sqrt(252.0);
}

void check_walk(const char* key, bool is_anchored) {
  const Json& golden = reference()[key];
  const std::size_t rows = market().prices.size();
  const auto folds = research::folds_of({.is_anchored = is_anchored,
                                         .train = reference()["train"].get<std::size_t>(),
                                         .test = reference()["test"].get<std::size_t>()},
                                        rows);
  ASSERT_TRUE(folds.has_value());
  expect_folds(*folds, golden["windows"]);
  EXPECT_EQ(to_string(market().prices.dates.front()), golden["first_row_date"].get<std::string>());

  std::vector<research::FoldOutcome> outcomes;
  for (std::size_t i = 0; i < folds->size(); ++i) {
    const Fold& fold = (*folds)[i];
    const Json& window = golden["windows"][i];
    const Rule* best = nullptr;
    for (const Rule& rule : market().rules) {
      if (best == nullptr ||
          sharpe(part(rule.returns, fold.train)) > sharpe(part(best->returns, fold.train))) {
        best = &rule;
      }
    }
    EXPECT_EQ(best->fast, window["best"][0].get<int>()) << i;
    EXPECT_EQ(best->slow, window["best"][1].get<int>()) << i;
    const auto test = part(best->returns, fold.test);
    EXPECT_NEAR(sharpe(part(best->returns, fold.train)), window["is_sharpe"].get<double>(), 1e-9);
    EXPECT_NEAR(sharpe(test), window["oos_sharpe"].get<double>(), 1e-9);
    EXPECT_NEAR(analytics::compound(test), window["oos_return"].get<double>(), 1e-9);
    outcomes.push_back(
        {.fold = fold, .in_sample_mean = *analytics::mean(part(best->returns, fold.train))});
    outcomes.back().returns.assign(test.begin(), test.end());
  }

  const research::Stitched all = research::stitch(outcomes, 252.0);

  EXPECT_EQ(all.returns.size(), golden["oos_days"].get<std::size_t>());
  EXPECT_NEAR(all.total_return, golden["oos_total_return"].get<double>(), 1e-9);
  EXPECT_NEAR(all.sharpe, golden["oos_sharpe"].get<double>(), 1e-9);
  EXPECT_NEAR(all.efficiency, golden["wf_efficiency"].get<double>(), 1e-9);
}

TEST(WalkForwardGolden, SeriesSplitsAreThoseOfScikitLearn) {
  const auto folds = [](std::size_t rows, research::SeriesSplit split) {
    return research::folds_of(split, rows).value();
  };
  expect_folds(folds(1000, {.folds = 5}), reference()["sklearn_n1000_k5_gap0_maxNone_testNone"]);
  expect_folds(folds(1000, {.folds = 5, .gap = 10}),
               reference()["sklearn_n1000_k5_gap10_maxNone_testNone"]);
  expect_folds(folds(1000, {.folds = 4, .gap = 5, .train_max = 300, .test = 100}),
               reference()["sklearn_n1000_k4_gap5_max300_test100"]);
  expect_folds(folds(777, {.folds = 6, .train_max = 200}),
               reference()["sklearn_n777_k6_gap0_max200_testNone"]);
}

TEST(WalkForwardGolden, ARollingWalkHasEveryChoiceAndTheStitchedFigures) {
  check_walk("sma_wfo_rolling", false);
}

TEST(WalkForwardGolden, AnAnchoredWalkHasEveryChoiceAndTheStitchedFigures) {
  check_walk("sma_wfo_anchored", true);
}

}  // namespace
}  // namespace tw::golden
