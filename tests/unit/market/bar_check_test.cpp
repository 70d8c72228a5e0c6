#include "market/bar_check.hpp"

#include <gtest/gtest.h>

#include "market/bar_table.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::date;
using support::utc;

constexpr InstrumentId kSpy{1};

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

/// A daily bar around `cents`, which differs from its neighbours so that no run is stale.
Bar day(Date session, std::int64_t cents) {
  const Session hours = nyse().session_or_assumed(session);
  const Price at = Price::from_raw(cents * 1'000'000);
  return {.instrument = kSpy,
          .session = session,
          .start = hours.open,
          .end = hours.close,
          .open = at,
          .high = at + Price::whole(1),
          .low = at - Price::whole(1),
          .close = at,
          .volume = Volume::whole(1'000)};
}

/// Every session in [first, last], rising and falling by a cent or two around 100.
BarTable calm_days(std::string_view first, std::string_view last) {
  BarTable table;
  for (Date at = date(first); at <= date(last); at = at + 1) {
    if (nyse().session(at)) table.push(day(at, 10'000 + at.days * 7 % 5));
  }
  return table;
}

BarHealth check(const BarTable& table, const BarCheckOptions& options = {}) {
  return check_bars(table.view(kSpy), nyse(), options);
}

TEST(CheckBars, FindsNothingInGoodBars) {
  const BarTable table = calm_days("2013-01-01", "2013-12-31");

  const BarHealth health = check(table);

  EXPECT_TRUE(health.findings.empty());
  EXPECT_FALSE(health.worst);
  EXPECT_EQ(health.bars, 252U);
  EXPECT_EQ(health.sessions, 252);
  EXPECT_EQ(health.sessions_missing, 0);
}

TEST(CheckBars, OfNoBarsIsEmpty) { EXPECT_TRUE(check(BarTable{}).findings.empty()); }

TEST(CheckBars, CountsTheSessionsThatAreMissing) {
  BarTable table = calm_days("2013-10-01", "2013-10-04");
  table.push(day(date("2013-10-09"), 10'001));

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 1U);
  const BarFinding& gap = health.findings[0];
  EXPECT_EQ(gap.issue, BarIssue::MissingSession);
  EXPECT_EQ(gap.index, 4U);
  EXPECT_EQ(gap.session, date("2013-10-07"));
  EXPECT_EQ(gap.count, 2);
  EXPECT_EQ(health.sessions_missing, 2);
  EXPECT_EQ(describe(gap, table.view(kSpy)),
            "2013-10-09: 2 sessions are missing before it, from 2013-10-07");
}

TEST(CheckBars, FindsABarOnAHoliday) {
  BarTable table = calm_days("2012-10-25", "2012-10-26");
  table.push(day(date("2012-10-29"), 10'001));

  const BarHealth health = check(table);

  EXPECT_EQ(health.count(BarIssue::OffCalendar), 1);
  EXPECT_EQ(health.worst, Severity::Warning);
  EXPECT_EQ(health.sessions, 2);
}

TEST(CheckBars, FindsAnIntradayBarOutsideTheHours) {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 1}};
  for (const auto& [at, cents] :
       {std::pair{"2013-10-07T07:59Z", 10'000}, std::pair{"2013-10-07T08:00Z", 10'001},
        std::pair{"2013-10-07T14:00Z", 10'002}}) {
    Bar minute = day(date("2013-10-07"), cents);
    minute.start = utc(at);
    minute.end = minute.start + Duration::minutes(1);
    table.push(minute);
  }

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 1U);
  EXPECT_EQ(health.findings[0].index, 0U);
  EXPECT_EQ(describe(health.findings[0], table.view(kSpy)),
            "2013-10-07T07:59:00Z: is not on the calendar");
}

TEST(CheckBars, TellsADuplicateFromABarOutOfOrder) {
  BarTable table = calm_days("2013-10-01", "2013-10-04");
  table.push(day(date("2013-10-04"), 10'001));
  table.push(day(date("2013-10-02"), 10'001));

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 2U);
  EXPECT_EQ(health.findings[0].issue, BarIssue::Duplicate);
  EXPECT_EQ(health.findings[1].issue, BarIssue::OutOfOrder);
  EXPECT_EQ(health.worst, Severity::Error);
}

TEST(CheckBars, FindsAPriceThatIsNotPositiveAndPassesOverIt) {
  BarTable table = calm_days("2013-10-01", "2013-10-04");
  table.low[2] = 0;

  const BarHealth health = check(table);

  ASSERT_EQ(health.count(BarIssue::NonPositivePrice), 1);
  EXPECT_EQ(health.count(BarIssue::Jump), 0);
  EXPECT_EQ(health.findings[0].index, 2U);
}

TEST(CheckBars, FindsAHighThatTheCloseIsAbove) {
  BarTable table = calm_days("2013-10-01", "2013-10-04");
  table.high[1] = table.close[1] - 1'000'000;

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 1U);
  EXPECT_EQ(health.findings[0].issue, BarIssue::HighLow);
  EXPECT_EQ(health.findings[0].severity, Severity::Warning);
  EXPECT_NEAR(health.findings[0].limit - health.findings[0].value, 0.01, 1e-9);
}

TEST(CheckBars, AHighBelowTheLowIsAnError) {
  BarTable table = calm_days("2013-10-01", "2013-10-04");
  std::swap(table.high[1], table.low[1]);

  EXPECT_EQ(check(table).worst, Severity::Error);
}

TEST(CheckBars, FindsARunOfTheSamePrices) {
  BarTable table;
  for (const char* session : {"2013-10-01", "2013-10-02", "2013-10-03", "2013-10-04"}) {
    table.push(day(date(session), 10'000));
  }

  EXPECT_EQ(check(table).count(BarIssue::StaleRun), 0);
  table.push(day(date("2013-10-07"), 10'000));
  const BarHealth health = check(table);

  ASSERT_EQ(health.count(BarIssue::StaleRun), 1);
  EXPECT_EQ(health.findings[0].index, 0U);
  EXPECT_EQ(health.findings[0].count, 5);
}

TEST(CheckBars, FindsRunsWithoutVolume) {
  BarTable table = calm_days("2013-10-01", "2013-10-10");
  for (const std::size_t row : {1U, 2U, 5U}) table.volume[row] = 0;

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 2U);
  EXPECT_EQ(health.findings[0].count, 2);
  EXPECT_EQ(health.findings[1].index, 5U);
  EXPECT_EQ(health.bars_without_volume, 3);
  EXPECT_EQ(health.worst, Severity::Note);
}

TEST(CheckBars, FindsAJumpBeyondWhatIsUsual) {
  BarTable table = calm_days("2013-10-01", "2013-10-30");
  table.push(day(date("2013-10-31"), 11'000));

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 1U);
  EXPECT_EQ(health.findings[0].issue, BarIssue::Jump);
  EXPECT_NEAR(health.findings[0].value, 0.1, 0.001);
  EXPECT_EQ(health.largest_move_at, table.size() - 1);
  EXPECT_NEAR(health.largest_move, 0.1, 0.001);
}

TEST(CheckBars, MeasuresAJumpAgainstTheSeriesOwnMoves) {
  BarTable table;
  std::int64_t cents = 10'000;
  for (Date at = date("2013-10-01"); at <= date("2013-10-30"); at = at + 1) {
    if (nyse().session(at)) table.push(day(at, cents += cents % 2 == 0 ? 301 : -301));
  }
  table.push(day(date("2013-10-31"), cents + 1'000));

  EXPECT_EQ(check(table).count(BarIssue::Jump), 0);
  EXPECT_EQ(check(table, {.jump_medians = 2.0}).count(BarIssue::Jump), 1);
}

TEST(CheckBars, TakesAGapOfSevenToOneForASplit) {
  BarTable table = calm_days("2014-06-02", "2014-06-06");
  table.push(day(date("2014-06-09"), 1'424));

  const BarHealth health = check(table);

  ASSERT_EQ(health.findings.size(), 1U);
  EXPECT_EQ(health.findings[0].issue, BarIssue::SplitLike);
  EXPECT_DOUBLE_EQ(health.findings[0].limit, 7.0);
  EXPECT_EQ(describe(health.findings[0], table.view(kSpy)),
            "2014-06-09: the last close is 7.03 times the price after it, near a 7:1 split: is the "
            "history "
            "adjusted?");
}

// AAPL's first print of 2014-06-09 was at the price before its split, that minute's last after it.
TEST(CheckBars, OfBarsInsideASessionTakesTheCloseForTheSplitToo) {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 1}};
  const auto push = [&](std::string_view at, std::string_view session, std::int64_t cents) {
    Bar bar = day(date(session), cents);
    bar.start = utc(at);
    bar.end = bar.start + Duration::minutes(1);
    table.push(bar);
  };
  for (int minute = 10; minute < 40; ++minute) {
    push("2014-06-06T14:" + std::to_string(minute) + ":00Z", "2014-06-06", 64'900 + minute % 3);
  }
  push("2014-06-09T13:30:00Z", "2014-06-09", 9'270);
  table.open.back() = Price::from_raw(64'557'000'000).raw();

  const BarHealth health = check(table);

  ASSERT_EQ(health.count(BarIssue::SplitLike), 1);
  EXPECT_DOUBLE_EQ(health.findings.back().limit, 7.0);
}

TEST(CheckBars, TakesAGapOfOneToTenForMergedShares) {
  BarTable table = calm_days("2014-06-02", "2014-06-06");
  table.push(day(date("2014-06-09"), 99'500));

  const BarHealth health = check(table);

  ASSERT_EQ(health.count(BarIssue::SplitLike), 1);
  EXPECT_DOUBLE_EQ(health.findings[0].limit, 0.1);
}

TEST(CheckBars, KeepsABoundedNumberOfFindingsButCountsAll) {
  BarTable table = calm_days("2013-01-01", "2013-12-31");
  for (auto& high : table.high) high = 1;

  const BarHealth health = check(table, {.findings_max = 3});

  EXPECT_EQ(health.findings.size(), 3U);
  EXPECT_EQ(health.count(BarIssue::HighLow), 252);
}

TEST(CheckBars, HoldsWeeksAgainstNoCalendar) {
  BarTable table{.timeframe = {Timeframe::Unit::Week, 1}};
  for (const char* session : {"2013-10-05", "2013-10-12", "2013-10-26"}) {
    table.push(day(date(session), 10'000 + static_cast<std::int64_t>(table.size())));
  }

  EXPECT_TRUE(check(table).findings.empty());
}

TEST(BarIssue, HasAName) {
  for (std::size_t issue = 0; issue < kBarIssues; ++issue) {
    EXPECT_STRNE(to_string(static_cast<BarIssue>(issue)), "unknown");
  }
  EXPECT_STREQ(to_string(Severity::Warning), "warning");
}

}  // namespace
}  // namespace tw
