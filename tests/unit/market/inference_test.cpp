#include "market/inference.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "market/session_calendar.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::date;
using support::utc;

using Starts = std::vector<std::int64_t>;

/// Starts of bars of `minutes` through every session of `kind` in [first, last].
Starts intraday(CalendarKind kind, std::string_view first, std::string_view last, int minutes) {
  Starts starts;
  for (Date day = date(first); day <= date(last); day = day + 1) {
    const auto session = SessionCalendar::of(kind).session(day);
    if (!session) continue;
    for (Timestamp at = session->open; at < session->close; at = at + Duration::minutes(minutes)) {
      starts.push_back(at.unix_ns);
    }
  }
  return starts;
}

/// Midnights of the sessions of `kind` in [first, last], as files of daily bars label them.
Starts daily(CalendarKind kind, std::string_view first, std::string_view last) {
  Starts starts;
  for (Date day = date(first); day <= date(last); day = day + 1) {
    if (SessionCalendar::of(kind).session(day)) starts.push_back(day.midnight().unix_ns);
  }
  return starts;
}

Starts midnights(std::initializer_list<std::string_view> dates) {
  Starts starts;
  for (const auto text : dates) starts.push_back(date(text).midnight().unix_ns);
  return starts;
}

std::string usual(const Starts& starts) {
  const auto timeframe = usual_timeframe(starts);
  return timeframe ? to_string(*timeframe) : "none";
}

TEST(UsualTimeframe, IsTheCommonestGap) {
  EXPECT_EQ(usual(intraday(CalendarKind::Nyse, "2013-10-01", "2013-10-31", 1)), "1m");
  EXPECT_EQ(usual(intraday(CalendarKind::Nyse, "2013-10-01", "2013-10-31", 60)), "1h");
  EXPECT_EQ(usual(daily(CalendarKind::Nyse, "2013-10-01", "2013-10-31")), "1d");
  EXPECT_EQ(usual(daily(CalendarKind::AlwaysOpen, "2013-10-01", "2013-10-31")), "1d");
}

TEST(UsualTimeframe, OfTwoAsCommonIsTheShorter) {
  EXPECT_EQ(usual(intraday(CalendarKind::Nyse, "2013-10-01", "2013-10-01", 240)), "4h");
  EXPECT_EQ(usual({0, 30'000'000'000, 90'000'000'000}), "30s");
}

TEST(UsualTimeframe, KnowsWeeksMonthsQuartersAndYears) {
  EXPECT_EQ(usual(midnights({"2013-10-04", "2013-10-11", "2013-10-18"})), "1w");
  EXPECT_EQ(usual(midnights({"2013-01-31", "2013-02-28", "2013-03-28", "2013-04-30"})), "1mo");
  EXPECT_EQ(usual(midnights({"2013-03-31", "2013-06-30", "2013-09-30", "2013-12-31"})), "3mo");
  EXPECT_EQ(usual(midnights({"2011-12-30", "2012-12-31", "2013-12-31"})), "12mo");
}

TEST(UsualTimeframe, PassesOverDuplicatesAndRowsOutOfOrder) {
  EXPECT_EQ(
      usual(midnights({"2013-10-01", "2013-10-01", "2013-10-02", "2013-09-30", "2013-10-03"})),
      "1d");
}

TEST(UsualTimeframe, PassesOverAGapLongerThanTheTypeHolds) {
  EXPECT_EQ(usual(midnights({"1700-10-01", "2013-10-01", "2013-10-02"})), "1d");
}

TEST(UsualTimeframe, IsNothingForOneBarOrForTicks) {
  EXPECT_EQ(usual({}), "none");
  EXPECT_EQ(usual({5}), "none");
  EXPECT_EQ(usual({0, 1'500'000'000, 1'700'000'000}), "none");
}

CalendarKind likely(const Starts& starts) {
  return likely_calendar(starts, *usual_timeframe(starts));
}

TEST(LikelyCalendar, IsAroundTheClockWithSaturdays) {
  EXPECT_EQ(likely(daily(CalendarKind::AlwaysOpen, "2013-10-01", "2013-10-31")),
            CalendarKind::AlwaysOpen);
  EXPECT_EQ(likely(intraday(CalendarKind::AlwaysOpen, "2013-10-01", "2013-10-31", 60)),
            CalendarKind::AlwaysOpen);
}

TEST(LikelyCalendar, OfWeekdaysIsNewYork) {
  EXPECT_EQ(likely(daily(CalendarKind::Nyse, "2013-10-01", "2013-12-31")), CalendarKind::Nyse);
  EXPECT_EQ(likely(intraday(CalendarKind::Nyse, "2013-10-01", "2013-10-31", 5)),
            CalendarKind::Nyse);
}

TEST(LikelyCalendar, WithSundayEveningsIsTheDollarsOrChicagos) {
  EXPECT_EQ(likely(intraday(CalendarKind::Fx, "2013-10-01", "2013-10-31", 60)), CalendarKind::Fx);
  EXPECT_EQ(likely(intraday(CalendarKind::Cme, "2013-10-01", "2013-10-31", 1)), CalendarKind::Cme);
}

TEST(LikelyCalendar, WithNightsButNoWeekendIsTheDollars) {
  EXPECT_EQ(likely(intraday(CalendarKind::Fx, "2013-10-09", "2013-10-10", 60)), CalendarKind::Fx);
}

TEST(LikelyCalendar, IsNotDecidedByOneStrayBar) {
  Starts starts = daily(CalendarKind::Nyse, "2013-01-01", "2013-12-31");
  starts.push_back(date("2014-01-04").midnight().unix_ns);

  EXPECT_EQ(likely(starts), CalendarKind::Nyse);
}

TEST(LikelyCalendar, OfWeeksAndMonthsIsNewYorkWhateverTheirLabel) {
  EXPECT_EQ(likely(midnights({"2013-10-05", "2013-10-12", "2013-10-19"})), CalendarKind::Nyse);
}

}  // namespace
}  // namespace tw
