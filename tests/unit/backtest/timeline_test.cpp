#include "backtest/timeline.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "support/random_walk.hpp"

namespace tw::backtest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr InstrumentId kFirst{0};

/// Says in words what a timeline delivers, in order.
class Listener {
 public:
  void operator()(const Stamp& stamp, const Bar& bar) {
    note("bar " + std::to_string(index_of(bar.instrument)), stamp);
  }
  void operator()(const Stamp& stamp, const CorporateAction& /*action*/) { note("action", stamp); }
  void operator()(const Stamp& stamp, const Control& /*control*/) { note("control", stamp); }
  void operator()(const Stamp& stamp, const TimerFired& /*timer*/) { note("end", stamp); }

  std::vector<std::string> heard;
  std::vector<Stamp> stamps;

 private:
  void note(std::string what, const Stamp& stamp) {
    heard.push_back(std::move(what));
    stamps.push_back(stamp);
  }
};

Listener told_by(Timeline timeline) {
  Listener listener;
  while (timeline.next(listener)) {
  }
  return listener;
}

CorporateAction split_on(Date date) {
  return {.instrument = kFirst, .ex_date = date, .numerator = 7};
}

/// Bars of a market that never closes: each begins when the one before ends.
BarTable days_without_a_night(int days) {
  BarTable table{.timeframe = kDaily};
  for (int i = 0; i < days; ++i) {
    const Date day = support::date("2024-01-01") + i;
    table.push({.session = day, .start = day.midnight(), .end = (day + 1).midnight()});
  }
  return table;
}

TEST(Timeline, TellsACorporateActionBeforeTheFirstBarOfItsExDateBegins) {
  const BarTable bars = support::random_walk(1, 3);
  const BarSeries series = bars.view(kFirst);

  const Listener told = told_by({{series}, {*scheduled(split_on({bars.session[1]}), series)}});

  EXPECT_THAT(told.heard, ElementsAre("bar 0", "action", "bar 0", "bar 0"));
  EXPECT_EQ(told.stamps[1].at.unix_ns, bars.start[1] - 1);
}

TEST(Timeline, TellsAnActionOfADayWithoutABarBeforeTheNextBar) {
  const BarTable bars = support::random_walk(1, 2, "2015-01-02");  // A Friday and a Monday.
  const BarSeries series = bars.view(kFirst);

  const Listener told =
      told_by({{series}, {*scheduled(split_on(support::date("2015-01-03")), series)}});

  EXPECT_THAT(told.heard, ElementsAre("bar 0", "action", "bar 0"));
}

TEST(Timeline, TellsAnActionAfterTheLastBarOfTheOldUnitsWhereTheMarketNeverCloses) {
  const BarTable bars = days_without_a_night(3);
  const BarSeries series = bars.view(kFirst);

  const Listener told = told_by({{series}, {*scheduled(split_on({bars.session[2]}), series)}});

  EXPECT_THAT(told.heard, ElementsAre("bar 0", "bar 0", "action", "bar 0"));
}

TEST(Timeline, TellsActionsBeforeControlsOfTheSameMoment) {
  const BarTable bars = support::random_walk(1, 2);
  const BarSeries series = bars.view(kFirst);
  const ScheduledEvent action = *scheduled(split_on({bars.session[1]}), series);

  const Listener told = told_by({{series}, {{action.after, Control{}}, action}});

  EXPECT_THAT(told.heard, ElementsAre("bar 0", "action", "control", "bar 0"));
}

TEST(Timeline, NumbersWhatItTellsAndNeverGoesBackInTime) {
  const BarTable a = support::random_walk(1, 5);
  const BarTable b = support::random_walk(2, 5);
  const BarSeries series = a.view(kFirst);

  const Listener told = told_by({{series, b.view(InstrumentId{1})},
                                 {*scheduled(split_on({a.session[3]}), series),
                                  {{INT64_MIN}, Control{}},
                                  *scheduled(split_on({a.session[1]}), series)}});

  ASSERT_EQ(told.heard.size(), 13U);
  EXPECT_EQ(told.heard.front(), "control");
  for (std::size_t i = 1; i < told.stamps.size(); ++i) {
    EXPECT_GE(told.stamps[i].at, told.stamps[i - 1].at);
    EXPECT_EQ(told.stamps[i].sequence, told.stamps[i - 1].sequence + 1);
  }
}

TEST(Timeline, MergesSeriesOfAnyLengthByTimeAndThenByTheirOrder) {
  // Long enough for several blocks, with a late start, an early end and a gap of one bar.
  const BarTable a = support::random_walk(1, 300);
  const BarTable b = support::random_walk(2, 250, "2015-03-02");
  const BarTable c = support::random_walk(3, 100);
  const std::vector<BarSeries> series{a.view(kFirst), b.view(InstrumentId{1}),
                                      c.view(InstrumentId{2}).slice(0, 70),
                                      c.view(InstrumentId{3}).slice(71, 29)};
  std::vector<std::pair<std::int64_t, std::size_t>> expected;
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (std::size_t row = 0; row < series[i].size(); ++row) {
      expected.emplace_back(series[i].end_at(row).unix_ns, i);
    }
  }
  std::ranges::sort(expected);

  const Listener told = told_by({series, {}});

  ASSERT_EQ(told.heard.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(told.stamps[i].at.unix_ns, expected[i].first) << i;
    ASSERT_EQ(told.heard[i], "bar " + std::to_string(expected[i].second)) << i;
  }
}

TEST(Timeline, EndsEachMomentOnceForThoseWhoWantToKnow) {
  const BarTable a = support::random_walk(1, 3);
  const BarTable b = support::random_walk(2, 2);
  const std::vector<BarSeries> series{a.view(kFirst), b.view(InstrumentId{1})};
  const ScheduledEvent control{b.view(kFirst).end_at(1), Control{}};

  const Listener told = told_by({series, {control}, Moments::Told});

  EXPECT_THAT(told.heard, ElementsAre("bar 0", "bar 1", "end", "bar 0", "bar 1", "end", "control",
                                      "bar 0", "end"));
}

TEST(ScheduledAction, IsNothingBeforeTheFirstBarOrAfterTheLast) {
  const BarTable bars = support::random_walk(1, 3);
  const BarSeries series = bars.view(kFirst);

  EXPECT_FALSE(scheduled(split_on({bars.session[0]}), series));
  EXPECT_FALSE(scheduled(split_on(Date{bars.session[2]} + 1), series));
  EXPECT_THAT(told_by({{series.slice(0, 0)}, {}}).heard, IsEmpty());
}

}  // namespace
}  // namespace tw::backtest
