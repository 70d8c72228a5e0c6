#include "strategy/higher_history.hpp"

#include <gtest/gtest.h>

#include "market/resampled.hpp"
#include "support/random_walk.hpp"

// Longer timeframes beside a strategy's own bars.
namespace tw::strategy {
namespace {

constexpr InstrumentId kStock{0};
constexpr Timeframe kWeekly{Timeframe::Unit::Week, 1};
constexpr Timeframe kMonthly{Timeframe::Unit::Month, 1};

TEST(HigherHistory, ShowsTheNewestCompleteBarsOfEachTimeframeAsResamplingHasThem) {
  const BarTable days = support::random_walk(5, 300);
  const BarSeries lower = days.view(kStock);
  const auto whole_of = [&](Timeframe timeframe) {
    return resample(lower, SessionCalendar::of(CalendarKind::Nyse), {.timeframe = timeframe});
  };
  const Resampled weeks = whole_of(kWeekly);
  const Resampled months = whole_of(kMonthly);
  HigherHistory history;
  history.need({.timeframe = kWeekly, .bars = 4});
  history.need({.timeframe = kMonthly, .bars = 2});

  std::size_t complete = 0;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    history.push(lower.at(i), CalendarKind::Nyse);
    const HigherView view = history.view(kWeekly);
    complete += view.fresh;
    ASSERT_EQ(view.bars.size(), std::min<std::size_t>(complete, 4));
    for (std::size_t ago = 0; ago < view.bars.size(); ++ago) {
      const Bar week = weeks.bars.view(kStock).at(complete - 1 - ago);
      EXPECT_EQ(view.bars[ago].session, week.session);
      EXPECT_EQ(view.bars[ago].close, week.close);
      EXPECT_EQ(view.bars[ago].high, week.high);
      EXPECT_LE(view.bars[ago].end, lower.at(i).end) << "it was not over";
    }
  }
  EXPECT_GT(complete, 55U);
  EXPECT_EQ(history.view(kMonthly).bars.size(), 2U);
  EXPECT_EQ(history.view(kMonthly).bars[0].close,
            months.bars.view(kStock).at(months.bars.size() - 2).close);
}

TEST(HigherHistory, KeepsTheMostThatAnyStrategyAskedFor) {
  const BarTable days = support::random_walk(5, 100);
  HigherHistory history;
  history.need({.timeframe = kWeekly, .bars = 6});
  history.need({.timeframe = kWeekly, .bars = 2});
  history.need({.timeframe = kWeekly, .bars = 9});

  for (std::size_t i = 0; i < days.size(); ++i) {
    history.push(days.view(kStock).at(i), CalendarKind::Nyse);
  }

  EXPECT_EQ(history.view(kWeekly).bars.size(), 9U);
}

TEST(HigherHistory, StopsAStrategyThatReadsATimeframeItDidNotDeclare) {
  HigherHistory history;
  EXPECT_TRUE(history.empty());
  history.need({.timeframe = kMonthly, .bars = 1});

  EXPECT_TRUE(history.view(kMonthly).bars.empty()) << "declared, and nothing has come yet";
  EXPECT_DEATH(history.view(kWeekly), "declared");
}

}  // namespace
}  // namespace tw::strategy
