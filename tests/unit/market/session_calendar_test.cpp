#include "market/session_calendar.hpp"

#include <gtest/gtest.h>

#include "support/times.hpp"

namespace tw {
namespace {

using support::date;
using support::utc;

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }
const SessionCalendar& fx() { return SessionCalendar::of(CalendarKind::Fx); }
const SessionCalendar& cme() { return SessionCalendar::of(CalendarKind::Cme); }
const SessionCalendar& always() { return SessionCalendar::of(CalendarKind::AlwaysOpen); }

TEST(SessionCalendar, OpensAtHalfPastNineInNewYorkInWinterAndInSummer) {
  EXPECT_EQ(nyse().session(date("2013-03-08"))->open, utc("2013-03-08T14:30Z"));
  EXPECT_EQ(nyse().session(date("2013-03-11"))->open, utc("2013-03-11T13:30Z"));
}

TEST(SessionCalendar, HasNoSessionOnAWeekendOrAHoliday) {
  EXPECT_FALSE(nyse().session(date("2013-10-05")));
  EXPECT_FALSE(nyse().session(date("2012-10-29")));
}

TEST(SessionCalendar, HoldsItsOpenButNotItsClose) {
  const Session session = *nyse().session(date("2013-10-07"));

  EXPECT_EQ(nyse().session_at(session.open), session);
  EXPECT_EQ(nyse().session_at(session.close - Duration{1}), session);
  EXPECT_FALSE(nyse().session_at(session.close));
  EXPECT_FALSE(nyse().session_at(session.open - Duration{1}));
}

TEST(SessionCalendar, ExtendedHoursRunFromFourToEight) {
  EXPECT_FALSE(nyse().extended_session_at(utc("2013-10-07T07:59Z")));
  EXPECT_EQ(nyse().extended_session_at(utc("2013-10-07T08:00Z"))->date, date("2013-10-07"));
  EXPECT_TRUE(nyse().extended_session_at(utc("2013-10-07T23:59Z")));
  EXPECT_FALSE(nyse().extended_session_at(utc("2013-10-08T00:00Z")));
}

TEST(SessionCalendar, OnAShortDayTheLaterHoursEndAtFive) {
  const Session day = *nyse().session(date("2013-11-29"));
  const Session extended = *nyse().extended_session(date("2013-11-29"));

  EXPECT_TRUE(day.early_close);
  EXPECT_EQ(day.close, utc("2013-11-29T18:00Z"));
  EXPECT_EQ(extended.close, utc("2013-11-29T22:00Z"));
}

TEST(SessionCalendar, ABarBelongsToTheSessionOfItsDay) {
  EXPECT_EQ(nyse().session_date_of(utc("2013-10-07T08:05Z")), date("2013-10-07"));
  EXPECT_EQ(nyse().session_date_of(utc("2013-10-08T00:30Z")), date("2013-10-07"));
  EXPECT_EQ(nyse().session_date_of(utc("2013-10-05T15:00Z")), date("2013-10-05"));
}

TEST(SessionCalendar, AssumesTheUsualHoursOnADateWithoutSession) {
  const Session assumed = nyse().session_or_assumed(date("2012-10-29"));

  EXPECT_EQ(assumed.open, utc("2012-10-29T13:30Z"));
  EXPECT_EQ(assumed.close, utc("2012-10-29T20:00Z"));
  EXPECT_EQ(nyse().session_or_assumed(date("2013-11-29")), *nyse().session(date("2013-11-29")));
}

TEST(SessionCalendar, FindsTheNeighboursOfAClosedWeek) {
  EXPECT_EQ(nyse().next_session(date("2001-09-10")).date, date("2001-09-17"));
  EXPECT_EQ(nyse().previous_session(date("2001-09-17")).date, date("2001-09-10"));
  EXPECT_EQ(nyse().sessions_between(date("2001-09-10"), date("2001-09-17")), 2);
  EXPECT_EQ(nyse().sessions_between(date("2001-09-17"), date("2001-09-10")), 0);
}

TEST(SessionCalendar, OfTheDollarRunsFromSundayToFridayAtFive) {
  EXPECT_FALSE(fx().session_at(utc("2020-01-05T21:59Z")));
  EXPECT_EQ(fx().session_at(utc("2020-01-05T22:00Z"))->date, date("2020-01-06"));
  EXPECT_EQ(fx().session_at(utc("2020-01-10T21:59Z"))->date, date("2020-01-10"));
  EXPECT_FALSE(fx().session_at(utc("2020-01-10T22:00Z")));
  EXPECT_EQ(fx().session_date_of(utc("2020-01-10T22:30Z")), date("2020-01-10"));
  EXPECT_EQ(fx().session_date_of(utc("2020-01-11T23:30Z")), date("2020-01-11"));
}

TEST(SessionCalendar, OfTheDollarOpensAnHourEarlierByUtcOnceClocksHaveMoved) {
  const Session monday = *fx().session(date("2020-03-09"));

  EXPECT_EQ(monday.open, utc("2020-03-08T21:00Z"));
  EXPECT_EQ(fx().session(date("2020-03-06"))->close, utc("2020-03-06T22:00Z"));
  EXPECT_EQ(monday.close - monday.open, Duration::hours(24));
}

TEST(SessionCalendar, OfChicagoRestsForAnHourAndStopsEarlyOnHolidays) {
  EXPECT_EQ(cme().session_at(utc("2024-01-02T23:00Z"))->date, date("2024-01-03"));
  EXPECT_FALSE(cme().session_at(utc("2024-01-02T22:30Z")));
  EXPECT_EQ(cme().session_date_of(utc("2024-01-02T22:30Z")), date("2024-01-02"));
  EXPECT_EQ(cme().session(date("2024-07-04"))->close, utc("2024-07-04T17:00Z"));
  EXPECT_FALSE(cme().session(date("2024-12-25")));
}

TEST(SessionCalendar, AlwaysOpenHasEveryUtcDay) {
  const Session saturday = *always().session(date("2021-12-25"));

  EXPECT_EQ(saturday.open, utc("2021-12-25T00:00Z"));
  EXPECT_EQ(saturday.close, utc("2021-12-26T00:00Z"));
  EXPECT_EQ(always().session_date_of(utc("2021-12-25T23:59Z")), date("2021-12-25"));
  EXPECT_EQ(always().periods_per_year(), 365);
  EXPECT_EQ(nyse().periods_per_year(), 252);
}

TEST(SessionCalendar, EverySessionHoldsItsOwnOpenAndFollowsTheOneBefore) {
  for (const CalendarKind kind :
       {CalendarKind::Nyse, CalendarKind::AlwaysOpen, CalendarKind::Fx, CalendarKind::Cme}) {
    const SessionCalendar& calendar = SessionCalendar::of(kind);
    SCOPED_TRACE(to_string(kind));
    Session before = calendar.next_session(date("1969-12-31"));
    while (before.date < date("2099-12-01")) {
      const Session session = calendar.next_session(before.date);
      ASSERT_LT(session.open, session.close) << to_string(session.date);
      ASSERT_LE(before.close, session.open) << to_string(session.date);
      ASSERT_EQ(calendar.session_at(session.open), session) << to_string(session.date);
      ASSERT_EQ(calendar.session_date_of(session.close - Duration{1}), session.date);
      ASSERT_EQ(calendar.previous_session(session.date), before);
      before = session;
    }
  }
}

TEST(SessionCalendar, IsNamedAsOnTheCommandLine) {
  for (const CalendarKind kind :
       {CalendarKind::Nyse, CalendarKind::AlwaysOpen, CalendarKind::Fx, CalendarKind::Cme}) {
    EXPECT_EQ(parse_calendar(to_string(kind)), kind);
    EXPECT_EQ(SessionCalendar::of(kind).kind(), kind);
  }
  EXPECT_EQ(parse_calendar("nasdaq"), CalendarKind::Nyse);
  EXPECT_FALSE(parse_calendar("NYSE "));
}

}  // namespace
}  // namespace tw
