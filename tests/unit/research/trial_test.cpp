#include "research/trial.hpp"

#include <cmath>
#include <gmock/gmock.h>

#include "analytics/performance.hpp"
#include "analytics/returns.hpp"
#include "core/splitmix.hpp"
#include "research/figure_spread.hpp"
#include "research/leaders.hpp"
#include "research/measure_trial.hpp"

namespace tw::research {
namespace {

using testing::HasSubstr;

TrialMetrics with(TrialMetric metric, double value) {
  TrialMetrics metrics;
  metrics[metric] = value;
  return metrics;
}

TEST(Objective, NamesAFigureAndADirection) {
  EXPECT_EQ(to_string(*parse_objective("sharpe")), "max:sharpe");
  EXPECT_EQ(to_string(*parse_objective("min:volatility")), "min:volatility");
  EXPECT_EQ(parse_objective("min:volatility")->score(with(TrialMetric::Volatility, 0.2)), -0.2);
  EXPECT_THAT(parse_objective("sharp").error(), HasSubstr("did you mean 'sharpe'?"));
  EXPECT_THAT(parse_objective("moonshine").error(), HasSubstr("known: final_equity"));
}

TEST(Requirement, ComparesAFigureWithANumber) {
  const Requirement trades = *parse_requirement("trades >= 30");
  EXPECT_TRUE(trades.holds(with(TrialMetric::Trades, 30)));
  EXPECT_FALSE(trades.holds(with(TrialMetric::Trades, 29)));
  EXPECT_TRUE(parse_requirement("max_drawdown>-0.2")->holds(with(TrialMetric::MaxDrawdown, -0.1)));
  EXPECT_FALSE(parse_requirement("trades<5")->holds(with(TrialMetric::Trades, 5)));
  EXPECT_TRUE(parse_requirement("trades<=5")->holds(with(TrialMetric::Trades, 5)));
  EXPECT_FALSE(parse_requirement("calmar<=5")->holds({})) << "undefined satisfies nothing";
  EXPECT_EQ(to_string(trades), "trades>=30");
}

TEST(Requirement, SaysWhatIsWrongWithItsText) {
  EXPECT_THAT(parse_requirement("trades=30").error(), HasSubstr("compares nothing"));
  EXPECT_THAT(parse_requirement("trade>=30").error(), HasSubstr("did you mean 'trades'?"));
  EXPECT_THAT(parse_requirement("trades>=many").error(), HasSubstr("'many' is not a number"));
}

TEST(Goal, RanksOnlyWhatMeetsEveryRequirement) {
  const Goal goal{.objective = *parse_objective("sharpe"),
                  .requirements = {*parse_requirement("trades>=30")}};
  TrialMetrics metrics = with(TrialMetric::Sharpe, 1.5);
  metrics[TrialMetric::Trades] = 30;

  EXPECT_EQ(goal.score(metrics), 1.5);
  metrics[TrialMetric::Trades] = 12;
  EXPECT_TRUE(std::isnan(goal.score(metrics)));
}

TEST(Leaders, AreTheBestWhateverTheOrderAndOfEqualsTheEarlierPoint) {
  const std::vector<double> scores{3, 1, 4, 1, 5, 4, kUndefined};
  Leaders forwards{3};
  Leaders backwards{3};

  for (std::size_t i = 0; i < scores.size(); ++i) {
    forwards.offer({.point = i, .metrics = {}}, scores[i]);
    const std::size_t from_end = scores.size() - 1 - i;
    backwards.offer({.point = from_end, .metrics = {}}, scores[from_end]);
  }

  for (const Leaders* leaders : {&forwards, &backwards}) {
    ASSERT_EQ(leaders->best().size(), 3U);
    EXPECT_EQ(leaders->best()[0].row.point, 4U);
    EXPECT_EQ(leaders->best()[1].row.point, 2U);
    EXPECT_EQ(leaders->best()[2].row.point, 5U);
  }
}

TEST(FigureSpread, IsMeanAndVarianceOfWhatIsDefined) {
  FigureSpread spread;
  for (const double figure : {2.0, kUndefined, 4.0, 9.0}) spread.add(figure);

  EXPECT_EQ(spread.count(), 3U);
  EXPECT_DOUBLE_EQ(spread.mean(), 5.0);
  EXPECT_DOUBLE_EQ(spread.variance(), 13.0);
}

TEST(MeasureEquity, GivesTheFiguresOfEveryReport) {
  SplitMix dice{5};
  std::vector<double> equity{10'000.0};
  for (int i = 0; i < 301; ++i) {
    equity.push_back(equity.back() * (1.0 + (dice.uniform() - 0.49) * 0.03));
  }
  const std::vector<double> simple = analytics::simple_returns(equity);
  std::vector<Date> dates;
  for (int i = 0; i < static_cast<int>(equity.size()); ++i) dates.push_back(Date{i});
  const auto whole = analytics::measure(simple, dates, {.periods_per_year = 252});

  std::vector<double> returns;
  TrialMetrics metrics;
  measure_equity(equity, 10'000.0, 252, returns, metrics);

  EXPECT_EQ(returns, simple);
  const auto same = [&](TrialMetric metric, analytics::Figured figure) {
    EXPECT_NEAR(metrics[metric], *figure, 1e-11)
        << kTrialMetricKeys[static_cast<std::size_t>(metric)];
  };
  same(TrialMetric::TotalReturn, whole.total_return);
  same(TrialMetric::Cagr, whole.cagr);
  same(TrialMetric::Volatility, whole.vol_annual);
  same(TrialMetric::Sharpe, whole.sharpe);
  same(TrialMetric::Sortino, whole.sortino);
  same(TrialMetric::Calmar, whole.calmar);
  same(TrialMetric::MaxDrawdown, whole.max_drawdown);
  same(TrialMetric::SkewBiased, whole.skew_biased);
  same(TrialMetric::KurtosisExcessBiased, whole.kurtosis_excess_biased);
}

TEST(MeasureEquity, LeavesUndefinedWhatAFlatAccountDoesNotDefine) {
  std::vector<double> returns;
  TrialMetrics metrics;

  measure_equity(std::vector(100, 5'000.0), 5'000.0, 252, returns, metrics);

  EXPECT_TRUE(std::isnan(metrics[TrialMetric::Sharpe]));
  EXPECT_TRUE(std::isnan(metrics[TrialMetric::Calmar]));
  EXPECT_EQ(metrics[TrialMetric::MaxDrawdown], 0.0);
  EXPECT_EQ(metrics[TrialMetric::TotalReturn], 0.0);
}

}  // namespace
}  // namespace tw::research
