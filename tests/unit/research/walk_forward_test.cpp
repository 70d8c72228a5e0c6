#include "research/walk_forward.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "core/splitmix.hpp"
#include "market/bar_table.hpp"
#include "research/block_length.hpp"
#include "research/engine_paths.hpp"
#include "research/monte_carlo.hpp"
#include "research/price_noise.hpp"
#include "research/track_record.hpp"

namespace tw::research {
namespace {

TEST(Folds, PurgeShortensTheTrainingAndEmbargoTheTest) {
  const auto folds =
      folds_of({.train = 100, .test = 20, .step = 50, .purge = 5, .embargo = 3}, 180);

  ASSERT_TRUE(folds.has_value());
  ASSERT_EQ(folds->size(), 2U);
  EXPECT_EQ((*folds)[0].train.first, 0U);
  EXPECT_EQ((*folds)[0].train.last, 95U);
  EXPECT_EQ((*folds)[0].test.first, 103U);
  EXPECT_EQ((*folds)[0].test.last, 120U);
  EXPECT_EQ((*folds)[1].train.first, 50U);
  EXPECT_EQ((*folds)[1].test.last, 170U);
}

TEST(Folds, AreRefusedWhenTheyAreLongerThanTheDataOrLeaveNothing) {
  EXPECT_EQ(folds_of({.train = 100, .test = 20}, 119).error(),
            "a training of 100 bars and a test of 20 bars are longer than the data, which have "
            "119 bars");
  EXPECT_FALSE(folds_of({.train = 0, .test = 20}, 100).has_value());
  EXPECT_FALSE(folds_of({.train = 10, .test = 0}, 100).has_value());
  EXPECT_FALSE(folds_of({.train = 10, .test = 5, .purge = 10}, 100).has_value());
  EXPECT_FALSE(folds_of({.train = 10, .test = 5, .embargo = 5}, 100).has_value());
  EXPECT_FALSE(folds_of({.train = ~std::size_t{0}, .test = 5}, 100).has_value());
  EXPECT_FALSE(folds_of(SeriesSplit{.folds = 5, .gap = 20}, 100).has_value());
  EXPECT_FALSE(folds_of(SeriesSplit{.folds = 200}, 100).has_value());
  EXPECT_FALSE(folds_of(SeriesSplit{.folds = 2, .train_max = 0}, 100).has_value());
}

TEST(Stitched, EfficiencyIsTheMeanOfTestsOverTheMeanOfTrainings) {
  std::vector<FoldOutcome> folds(2);
  folds[0].in_sample_mean = 0.02;
  folds[0].returns = {0.01, 0.00};
  folds[1].in_sample_mean = 0.01;
  folds[1].returns = {0.02, -0.01};

  const Stitched all = stitch(folds, 252.0);

  EXPECT_NEAR(all.efficiency, 0.005 / 0.015, 1e-15);
  EXPECT_NEAR(all.total_return, 1.01 * 1.02 * 0.99 - 1.0, 1e-15);
  EXPECT_NEAR(all.max_drawdown, -0.01, 1e-15);
  EXPECT_EQ(all.folds_positive, 2U);
}

// With a step shorter than the test, whoever trades follows the newest choice: a session that two
// tests have was earned once.
TEST(Stitched, CountsASessionOnceWhereTestsOverlap) {
  std::vector<FoldOutcome> folds(2);
  const Date monday = *parse_date("2024-01-08");
  folds[0].fold.test = {0, 4};
  folds[0].test_first = monday;
  folds[0].dates = {monday, monday + 1, monday + 2, monday + 3};
  folds[0].returns = {0.01, 0.02, 0.50, 0.50};
  folds[1].fold.test = {2, 6};
  folds[1].test_first = monday + 2;
  folds[1].dates = {monday + 2, monday + 3, monday + 4, monday + 7};
  folds[1].returns = {0.03, 0.04, 0.05, 0.06};

  const Stitched all = stitch(folds, 252.0);

  EXPECT_EQ(all.returns, (std::vector{0.01, 0.02, 0.03, 0.04, 0.05, 0.06}));
  EXPECT_EQ(all.dates.size(), 6U);
  EXPECT_EQ(all.sessions, (std::vector<std::size_t>{2, 4}));
  EXPECT_TRUE(std::ranges::is_sorted(all.dates));
}

TEST(Stitched, EfficiencyIsUndefinedWhereTheTrainingsEarnedNothing) {
  std::vector<FoldOutcome> folds(1);
  folds[0].in_sample_mean = -0.01;
  folds[0].returns = {0.01};

  EXPECT_TRUE(std::isnan(stitch(folds, 252.0).efficiency));
}

BarTable walk(std::size_t bars) {
  SplitMix stream{5};
  BarTable table;
  table.timeframe = kDaily;
  std::int64_t price = 100 * Price::whole(1).raw();
  for (std::size_t i = 0; i < bars; ++i) {
    const auto day = static_cast<std::int32_t>(10'000 + i);
    price += static_cast<std::int64_t>((stream.uniform() - 0.5) * 2e8);
    table.push({.instrument = {},
                .session = {day},
                .start = Date{day}.midnight(),
                .end = Date{day + 1}.midnight(),
                .open = Price::from_raw(price),
                .high = Price::from_raw(price + 50'000'000),
                .low = Price::from_raw(price - 50'000'000),
                .close = Price::from_raw(price + 10'000'000),
                .volume = {}});
  }
  return table;
}

TEST(PriceNoise, KeepsBarsValidAndTimesAsTheyWere) {
  const BarTable table = walk(500);
  const BarSeries bars = table.view({});

  const BarTable noisy = with_noise(bars, bar_deviation(bars), {.share = 3.0, .seed = 1});

  EXPECT_EQ(noisy.start, table.start);
  EXPECT_NE(noisy.close, table.close);
  for (std::size_t i = 0; i < noisy.size(); ++i) {
    EXPECT_GE(noisy.high[i], std::max(noisy.open[i], noisy.close[i]));
    EXPECT_LE(noisy.low[i], std::min(noisy.open[i], noisy.close[i]));
    EXPECT_GT(noisy.low[i], 0);
  }
}

TEST(PriceNoise, HasTheDeviationThatWasAskedForAndDiffersFromPathToPath) {
  const BarTable table = walk(20'000);
  const BarSeries bars = table.view({});

  const BarTable first = with_noise(bars, 0.02, {.share = 0.5, .seed = 1, .path = 0});
  const BarTable second = with_noise(bars, 0.02, {.share = 0.5, .seed = 1, .path = 1});

  double squares = 0.0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const double moved =
        static_cast<double>(first.close[i]) / static_cast<double>(bars.close[i]) - 1.0;
    squares += moved * moved;
  }
  EXPECT_NEAR(std::sqrt(squares / 20'000.0), 0.01, 0.0002);
  EXPECT_NE(first.close, second.close);
}

TEST(PriceNoise, OfNothingLeavesThePrices) {
  const BarTable table = walk(50);

  EXPECT_EQ(with_noise(table.view({}), 0.02, {.share = 0.0}).close, table.close);
}

TEST(CostLadder, ScalesCommissionSpreadAndSlippageAndNothingElse) {
  sim::SimRules rules;
  rules.commission.fixed = Money::whole(5);
  rules.commission.percent = Ratio::from_raw(100'000);
  rules.spread.rate = Ratio::from_raw(10'000);
  rules.slippage.amount = Ratio::from_raw(20'000);
  rules.margin = Ratio::from_raw(50'000'000);

  const sim::SimRules twice = with_costs(rules, 2.0);

  EXPECT_EQ(twice.commission.fixed, Money::whole(10));
  EXPECT_EQ(twice.commission.percent.raw(), 200'000);
  EXPECT_EQ(twice.spread.rate.raw(), 20'000);
  EXPECT_EQ(twice.slippage.amount.raw(), 40'000);
  EXPECT_EQ(twice.margin, rules.margin);
}

TEST(CostLadder, BreaksEvenBetweenTheRungsWhereTheReturnChangesSign) {
  EXPECT_DOUBLE_EQ(break_even({0.0, 1.0, 2.0}, {0.3, 0.1, -0.1}), 1.5);
  EXPECT_TRUE(std::isnan(break_even({0.0, 1.0}, {0.3, 0.1})));
}

TEST(BlockLength, GrowsWithDependence) {
  SplitMix stream{8};
  std::vector<double> independent;
  std::vector<double> dependent;
  double state = 0.0;
  for (int i = 0; i < 5'000; ++i) {
    const double shock = stream.uniform() - 0.5;
    independent.push_back(shock);
    state = 0.9 * state + shock;
    dependent.push_back(state);
  }

  EXPECT_LT(optimal_block_length(independent).stationary, 8.0);
  EXPECT_GT(optimal_block_length(dependent).stationary, 20.0);
  EXPECT_EQ(optimal_block_length(std::vector<double>(100, 1.0)).circular, 1.0);
  EXPECT_EQ(optimal_block_length(std::vector<double>{1.0, 2.0}).circular, 1.0);
}

// A reference gives what the formula gives; that no block is shorter than one step is another
// thing, which whoever draws sees to.
TEST(BlockLength, IsBelowOneWhereThereIsNextToNoDependence) {
  double least = 10.0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SplitMix stream{seed};
    std::vector<double> sample;
    for (int i = 0; i < 500; ++i) sample.push_back(stream.uniform());
    const BlockLength length = optimal_block_length(sample);
    EXPECT_NEAR(length.circular / length.stationary, std::cbrt(1.5), 1e-12) << seed;
    least = std::min(least, length.stationary);
  }
  EXPECT_LT(least, 1.0);
  EXPECT_GT(least, 0.0);
}

TEST(TrackRecord, TradeReturnsMultiplyUpToWhatTheTradesMade) {
  const std::vector<double> returns = trade_returns(1'000.0, std::vector{100.0, -55.0, 209.0});

  EXPECT_DOUBLE_EQ(returns[0], 0.1);
  EXPECT_DOUBLE_EQ(returns[1], -0.05);
  EXPECT_DOUBLE_EQ(returns[2], 0.2);
}

TEST(TrackRecord, NothingIsEarnedOnAnAccountThatIsGone) {
  EXPECT_EQ(trade_returns(100.0, std::vector{-100.0, 50.0})[1], 0.0);
}

TEST(MonteCarlo, ChancesHaveTheBinomialError) {
  PathResults paths;
  paths.wealth = {0.9, 1.1, 1.2, 1.3};
  paths.drawdown = {-0.5, -0.1, -0.3, -0.0};
  paths.lowest = {0.5, 0.9, 0.8, 1.0};

  const auto chances = chances_of(paths, {.ruin = 0.5, .drawdown = -0.2});

  EXPECT_DOUBLE_EQ(chances[0].probability, 0.25);
  EXPECT_DOUBLE_EQ(chances[0].error, std::sqrt(0.25 * 0.75 / 4.0));
  EXPECT_DOUBLE_EQ(chances[1].probability, 0.5);
  EXPECT_DOUBLE_EQ(chances[2].probability, 0.25);
}

TEST(MonteCarlo, FanStopsAreEvenAndEndWithThePath) {
  EXPECT_EQ(fan_stops(10, 4), (std::vector<std::uint32_t>{2, 5, 7, 10}));
  EXPECT_EQ(fan_stops(3, 100), (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(MonteCarlo, UndefinedFiguresAreCountedAndLeftOut) {
  PathResults paths;
  paths.wealth = {1.0, 2.0};
  paths.drawdown = {0.0, 0.0};
  paths.lowest = {1.0, 1.0};
  paths.sharpe = {std::nan(""), 1.5};

  const auto all = distributions_of(paths, {});

  EXPECT_EQ(all[3].undefined, 1U);
  EXPECT_DOUBLE_EQ(all[3].mean, 1.5);
  EXPECT_TRUE(std::isnan(all[0].observed));
}

}  // namespace
}  // namespace tw::research
