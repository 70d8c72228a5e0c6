#include "research/plan.hpp"

#include <gmock/gmock.h>
#include <set>

#include "research/heat.hpp"
#include "research/plateau.hpp"
#include "research/trial.hpp"

namespace tw::research {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const strategies::Entry& sma_cross() { return **strategies::find("sma_cross"); }

std::vector<double> values_of(std::string_view text) {
  const auto axis = parse_axis(sma_cross(), text);
  return axis ? axis->values : std::vector<double>{};
}

std::string refusal_of(std::string_view text) {
  const auto axis = parse_axis(sma_cross(), text);
  return axis ? "none" : axis.error();
}

Plan plan(const std::vector<std::string>& axes) {
  auto made = plan_of(sma_cross(), axes, {});
  EXPECT_TRUE(made.has_value());
  return std::move(*made);
}

std::string refused_plan(const std::vector<std::string>& axes,
                         const std::vector<strategies::Setting>& settings = {}) {
  const auto made = plan_of(sma_cross(), axes, settings);
  std::string lines;
  if (made) return "none";
  for (const std::string& line : made.error()) lines += line + "\n";
  return lines;
}

TEST(Axis, IsARangeWithBothEndsOrAList) {
  EXPECT_THAT(values_of("fast=5:20:5"), ElementsAre(5, 10, 15, 20));
  EXPECT_THAT(values_of("fast=5:8"), ElementsAre(5, 6, 7, 8));
  EXPECT_THAT(values_of("fast=5:9:3"), ElementsAre(5, 8));
  EXPECT_THAT(values_of("fast=7:7"), ElementsAre(7));
  EXPECT_THAT(values_of("slow=100,20,50"), ElementsAre(100, 20, 50));
  EXPECT_THAT(values_of("side=long,both"), ElementsAre(0, 1));
  EXPECT_THAT(values_of("stop=0:0.3:0.1"), ElementsAre(0, 0.1, 0.2, 0.3));
}

TEST(Axis, SaysWhatIsWrongAndWhatToWriteInstead) {
  EXPECT_EQ(refusal_of("fast=50:5:1"),
            "'fast=50:5:1' is inverted: 50 is above 5; write fast=5:50:1");
  EXPECT_THAT(refusal_of("fast"), HasSubstr("names no values; write fast=FROM:TO:STEP"));
  EXPECT_THAT(refusal_of("fast="), HasSubstr("is empty"));
  EXPECT_THAT(refusal_of("fats=5:50"), HasSubstr("did you mean 'fast'?"));
  EXPECT_THAT(refusal_of("fast=5:50:0"), HasSubstr("the step '0' must be a whole number above 0"));
  EXPECT_THAT(refusal_of("fast=5:50:-1"), HasSubstr("the step '-1' must be"));
  EXPECT_THAT(refusal_of("fast=5:50:0.5"), HasSubstr("the step '0.5' must be a whole number"));
  EXPECT_THAT(refusal_of("fast=0:50"), HasSubstr("out of range; give one from 1 to 5000"));
  EXPECT_THAT(refusal_of("fast=5:1e9"), HasSubstr("out of range"));
  EXPECT_THAT(refusal_of("fast=5:50:1:1"), HasSubstr("too many colons"));
  EXPECT_THAT(refusal_of("fast=5:x"), HasSubstr("not a number"));
  EXPECT_THAT(refusal_of("stop=0.01:0.1"), HasSubstr("needs a step"));
  EXPECT_THAT(refusal_of("stop=0:0.9:1e-9"), HasSubstr("take a larger step"));
  EXPECT_THAT(refusal_of("side=long:both"), HasSubstr("is a choice and has no range"));
  EXPECT_THAT(refusal_of("fast=5,10,5"), HasSubstr("has '5' twice"));
  EXPECT_THAT(refusal_of("fast=5,,10"), HasSubstr("not a number"));
}

TEST(Axis, ReadsBackFromItsText) {
  for (const char* text : {"fast=5:50:5", "slow=20,50,100", "side=long,both", "stop=0.1,0.25"}) {
    const auto axis = parse_axis(sma_cross(), text);
    ASSERT_TRUE(axis.has_value()) << text;
    EXPECT_EQ(to_string(sma_cross(), *axis), text);
  }
}

TEST(Plan, CountsItsPointsWithTheFirstAxisSlowest) {
  const Plan grid = plan({"fast=5:7", "slow=20,30"});

  EXPECT_EQ(grid.points(), 6U);
  EXPECT_THAT(grid.values_at(0), ElementsAre(5, 20, 0, 0, 0));
  EXPECT_THAT(grid.values_at(1), ElementsAre(5, 30, 0, 0, 0));
  EXPECT_THAT(grid.values_at(5), ElementsAre(7, 30, 0, 0, 0));
  for (std::uint64_t point = 0; point < 6; ++point) {
    EXPECT_EQ(grid.point_at(grid.places(point)), point);
  }
}

TEST(Plan, LeavesOutWhatTheStrategyItselfRefuses) {
  EXPECT_EQ(allowed_points(plan({"fast=5:50", "slow=20:250"})), 10'130U);
  EXPECT_THAT(refused_plan({"fast=50:60", "slow=20:30"}),
              HasSubstr("no combination of these values can run: fast must be below slow"));
}

TEST(Plan, NamesEverythingThatIsWrongAtOnce) {
  const std::string lines =
      refused_plan({"fast=9:5", "fast=5:9", "slo=3:4"}, {{"fast", "7"}, {"stopp", "1"}});

  EXPECT_THAT(lines, HasSubstr("inverted"));
  EXPECT_THAT(lines, HasSubstr("did you mean 'slow'?"));
  EXPECT_THAT(lines, HasSubstr("did you mean 'stop'?"));
  EXPECT_THAT(lines, HasSubstr("parameter 'fast' is given twice"));
}

TEST(Plan, OfMorePointsThan64BitsIsRefused) {
  EXPECT_THAT(
      refused_plan({"stop=0:0.99:0.000001", "target=0:9.9:0.00001", "fast=1:5000", "slow=2:5000"}),
      HasSubstr("more combinations than 64 bits"));
}

TEST(RandomPoints, AreDifferentAllowedAndTheSameForASeed) {
  const Plan grid = plan({"fast=5:50", "slow=20:250"});

  const auto points = random_points(grid, 500, 7);

  EXPECT_THAT(points, SizeIs(500));
  EXPECT_EQ(std::set<std::uint64_t>(points.begin(), points.end()).size(), 500U);
  for (const std::uint64_t point : points) EXPECT_FALSE(grid.contradiction(grid.values_at(point)));
  EXPECT_EQ(points, random_points(grid, 500, 7));
  EXPECT_NE(points, random_points(grid, 500, 8));
}

TEST(RandomPoints, OfALargePlanAreDrawnWithoutLookingAtAllOfIt) {
  const Plan grid = plan({"fast=1:5000", "slow=2:5000", "stop=0:0.9:0.001"});

  const auto points = random_points(grid, 1'000, 7);

  EXPECT_THAT(points, SizeIs(1'000));
  for (const std::uint64_t point : points) EXPECT_FALSE(grid.contradiction(grid.values_at(point)));
}

TEST(RandomPoints, AreAllOfAPlanThatHasNoMore) {
  EXPECT_THAT(random_points(plan({"fast=5:7", "slow=20,30"}), 100, 1), SizeIs(6));
}

TEST(Neighbours, AreOneReachAwayInEveryDirectionWhereTheyMayRun) {
  const Plan grid = plan({"fast=5:9", "slow=6:10"});
  const auto around = [&](std::size_t fast, std::size_t slow) {
    return neighbours_of(grid, grid.point_at(std::vector{fast, slow})).size();
  };

  EXPECT_EQ(around(1, 3), 8U);  // 6/9, in the middle.
  EXPECT_EQ(around(0, 4), 3U);  // 5/10, in a corner.
  EXPECT_EQ(around(2, 2), 5U);  // 7/8: 7/7, 8/7 and 8/8 cannot run.
}

TEST(Neighbours, OfALongAxisAreATwentiethOfItAway) {
  const Plan grid = plan({"fast=1:100"});

  EXPECT_THAT(neighbours_of(plan({"fast=1:20"}), 10), ElementsAre(9, 11));
  EXPECT_THAT(neighbours_of(grid, 10), ElementsAre(5, 15));
}

TEST(Plateau, IsOneWhereNeighboursDoAsWellAndZeroWhereTheyAreAverage) {
  EXPECT_EQ(plateau_score(2.0, std::vector{2.0, 2.0}, 1.0), 1.0);
  EXPECT_EQ(plateau_score(2.0, std::vector{1.0, 1.0, kUndefined}, 1.0), 0.0);
  EXPECT_EQ(plateau_score(2.0, std::vector{0.5, 0.5}, 1.0), -0.5);
  EXPECT_TRUE(std::isnan(plateau_score(2.0, std::vector{kUndefined}, 1.0)));
  EXPECT_TRUE(std::isnan(plateau_score(1.0, std::vector{1.0}, 1.0)));
}

TEST(Heat, KeepsTheBestOfEachPairAndBinsALongAxis) {
  const Plan grid = plan({"fast=1:100", "slow=200,300", "side=long,both"});
  Heat heat{grid, 0, 1};

  for (std::uint64_t point = 0; point < *grid.points(); ++point) {
    heat.offer(point, static_cast<double>(point));
  }
  heat.offer(0, kUndefined);

  EXPECT_EQ(heat.rows().bins, Heat::kCellsMax);
  EXPECT_EQ(heat.rows().labels.front(), "1 to 3");
  EXPECT_THAT(heat.columns().labels, ElementsAre("200", "300"));
  EXPECT_EQ(heat.at(0, 0), 9.0);  // Fast 3, slow 200, both: point (2 * 2 + 0) * 2 + 1.
  EXPECT_EQ(heat.at(47, 1), 399.0);
}

TEST(Plan, HasAFingerprintOfItsFixedValuesAndItsAxes) {
  const auto named = [](std::vector<std::string> axes, std::vector<strategies::Setting> settings) {
    return fingerprint(*plan_of(sma_cross(), axes, settings));
  };
  const std::string one = named({"fast=5:9"}, {{"slow", "50"}});

  EXPECT_EQ(one, named({"fast=5,6,7,8,9"}, {{"slow", "50"}})) << "however it is written";
  EXPECT_NE(one, named({"fast=5:10"}, {{"slow", "50"}}));
  EXPECT_NE(one, named({"fast=5:9"}, {{"slow", "51"}}));
  EXPECT_NE(one, named({"fast=5:9", "slow=50"}, {}));
}

}  // namespace
}  // namespace tw::research
