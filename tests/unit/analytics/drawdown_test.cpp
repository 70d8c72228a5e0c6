#include "analytics/drawdown.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "core/splitmix.hpp"

namespace tw::analytics {
namespace {

//                                 0    1    2   3   4    5    6    7    8   9
const std::vector<double> kValues{100, 120, 108, 90, 96, 120, 130, 130, 117, 104};

TEST(Drawdown, SeriesIsTheFallFromTheHighestSoFar) {
  const std::vector<double> values{100, 120, 90, 120, 60};

  const auto series = drawdown_series(values);

  ASSERT_EQ(series.size(), 5);
  EXPECT_EQ(series[0], 0.0);
  EXPECT_EQ(series[1], 0.0);
  EXPECT_DOUBLE_EQ(series[2], -0.25);
  EXPECT_EQ(series[3], 0.0);
  EXPECT_DOUBLE_EQ(series[4], -0.5);
}

TEST(Drawdown, RunsFromItsPeakOverItsTroughToTheFirstValueBackAtThePeak) {
  const auto found = find_drawdowns(kValues);

  ASSERT_EQ(found.size(), 2);
  EXPECT_DOUBLE_EQ(found[0].depth, -0.25);
  EXPECT_EQ(found[0].peak, 1);
  EXPECT_EQ(found[0].first_under, 2);
  EXPECT_EQ(found[0].trough, 3);
  EXPECT_EQ(found[0].recovery, 5);
  EXPECT_EQ(found[0].bars_under(kValues.size()), 3);
}

TEST(Drawdown, WithoutRecoveryLastsToTheEndOfTheValues) {
  const auto found = find_drawdowns(kValues);

  EXPECT_FALSE(found.at(1).recovery);
  EXPECT_DOUBLE_EQ(found.at(1).depth, -0.2);
  EXPECT_EQ(found.at(1).bars_under(kValues.size()), 2);
}

TEST(Drawdown, PeakIsTheFirstOfSeveralTouchesOfTheHigh) {
  const auto found = find_drawdowns(kValues);

  EXPECT_EQ(found.at(1).peak, 6);
  EXPECT_EQ(found.at(1).first_under, 8);
}

TEST(Drawdown, KeepsThePeakOfTheFirstTouchThroughARecoveryToTheSameHigh) {
  const std::vector<double> values{10, 20, 15, 20, 10};

  const auto found = find_drawdowns(values);

  EXPECT_EQ(found.at(1).peak, 1);
  EXPECT_EQ(found.at(1).first_under, 4);
}

TEST(Drawdown, TroughIsTheFirstOfEqualLows) {
  const std::vector<double> values{10, 8, 8, 9, 8};

  EXPECT_EQ(find_drawdowns(values).at(0).trough, 1);
}

TEST(Drawdown, ListsTheDeepestFirstAndEqualsInOrderOfTime) {
  const std::vector<double> values{10, 9, 10, 5, 10, 9, 10, 5};
  const auto found = find_drawdowns(values);

  const auto top = deepest(found, 3);

  ASSERT_EQ(top.size(), 3);
  EXPECT_EQ(top[0].trough, 3);
  EXPECT_EQ(top[1].trough, 7);
  EXPECT_EQ(top[2].trough, 1);
  EXPECT_EQ(deepest(found)->trough, 3);
  EXPECT_EQ(deepest(found, 99).size(), 4);
}

TEST(Drawdown, DoesNotExistInASeriesThatOnlyRises) {
  const std::vector<double> values{1, 2, 2, 3};

  EXPECT_TRUE(find_drawdowns(values).empty());
  EXPECT_FALSE(deepest(find_drawdowns(values)));
  EXPECT_TRUE(find_drawdowns({}).empty());
  EXPECT_TRUE(drawdown_series({}).empty());
}

TEST(Drawdown, IsMeasuredInCalendarDaysFromTheLastDayAtTheHigh) {
  std::vector<Date> dates;
  for (int i = 0; i < 10; ++i) dates.push_back(*parse_date("2024-01-01") + 7 * i);
  const auto found = find_drawdowns(kValues);

  EXPECT_EQ(days_under(found.at(0), dates), 4 * 7);  // From value 1 to its recovery at 5.
  EXPECT_EQ(days_under(found.at(1), dates), 2 * 7);  // From value 7 to the last, 9.
}

/// A walk on a coarse grid, so that equal values and exact recoveries are common.
std::vector<double> random_walk(std::uint64_t seed, std::size_t count) {
  SplitMix draws{seed};
  std::vector<double> values{20.0};
  while (values.size() < count) {
    const double step = std::floor(draws.uniform() * 5.0) - 2.0;
    values.push_back(std::max(1.0, values.back() + step));
  }
  return values;
}

TEST(Drawdown, EqualsTheWorstOfAllPairsAndCoversEveryValueBelowTheHighOnRandomWalks) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto values = random_walk(seed, 60);
    double worst = 0.0;
    for (std::size_t j = 0; j < values.size(); ++j) {
      for (std::size_t i = 0; i <= j; ++i) worst = std::min(worst, values[j] / values[i] - 1.0);
    }

    const auto found = find_drawdowns(values);
    std::size_t bars = 0;
    for (const auto& drawdown : found) bars += drawdown.bars_under(values.size());

    EXPECT_EQ(found.empty() ? 0.0 : deepest(found)->depth, worst) << "seed " << seed;
    EXPECT_EQ(bars, std::ranges::count_if(drawdown_series(values), [](double d) { return d < 0; }))
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace tw::analytics
