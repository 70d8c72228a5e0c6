#include "backtest/timeline.hpp"

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

TEST(ScheduledAction, IsNothingBeforeTheFirstBarOrAfterTheLast) {
  const BarTable bars = support::random_walk(1, 3);
  const BarSeries series = bars.view(kFirst);

  EXPECT_FALSE(scheduled(split_on({bars.session[0]}), series));
  EXPECT_FALSE(scheduled(split_on(Date{bars.session[2]} + 1), series));
  EXPECT_THAT(told_by({{series.slice(0, 0)}, {}}).heard, IsEmpty());
}

}  // namespace
}  // namespace tw::backtest
