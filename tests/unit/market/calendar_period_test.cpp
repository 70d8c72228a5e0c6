#include "market/calendar_period.hpp"

#include <gtest/gtest.h>

#include "support/times.hpp"

namespace tw {
namespace {

using support::date;

std::string period(std::string_view day, Timeframe timeframe) {
  const CalendarPeriod found =
      period_of(date(day), timeframe, SessionCalendar::of(CalendarKind::Nyse));
  return to_string(found.first) + " to " + to_string(found.last);
}

TEST(CalendarPeriod, OfAWeekRunsFromMondayToSunday) {
  EXPECT_EQ(period("2013-10-07", {Timeframe::Unit::Week, 1}), "2013-10-07 to 2013-10-13");
  EXPECT_EQ(period("2013-10-13", {Timeframe::Unit::Week, 1}), "2013-10-07 to 2013-10-13");
  EXPECT_EQ(period("1969-12-31", {Timeframe::Unit::Week, 1}), "1969-12-29 to 1970-01-04");
}

TEST(CalendarPeriod, OfMonthsDividesTheYear) {
  EXPECT_EQ(period("2012-02-10", {Timeframe::Unit::Month, 1}), "2012-02-01 to 2012-02-29");
  EXPECT_EQ(period("2013-12-31", {Timeframe::Unit::Month, 1}), "2013-12-01 to 2013-12-31");
  EXPECT_EQ(period("2013-05-10", {Timeframe::Unit::Month, 3}), "2013-04-01 to 2013-06-30");
  EXPECT_EQ(period("2013-05-10", {Timeframe::Unit::Month, 12}), "2013-01-01 to 2013-12-31");
}

TEST(CalendarPeriod, OfDaysCountsSessions) {
  EXPECT_EQ(period("2013-10-11", {Timeframe::Unit::Day, 1}), "2013-10-11 to 2013-10-11");
  EXPECT_EQ(period("2013-10-11", {Timeframe::Unit::Day, 3}), "2013-10-11 to 2013-10-15");
}

TEST(CalendarPeriod, EveryDayOfAPeriodNamesTheSamePeriod) {
  for (const Timeframe timeframe :
       {Timeframe{Timeframe::Unit::Week, 2}, Timeframe{Timeframe::Unit::Month, 3}}) {
    const SessionCalendar& nyse = SessionCalendar::of(CalendarKind::Nyse);
    for (Date day = date("1960-01-01"); day < date("2040-01-01"); day = day + 1) {
      const CalendarPeriod found = period_of(day, timeframe, nyse);
      ASSERT_LE(found.first, day);
      ASSERT_GE(found.last, day);
      ASSERT_EQ(period_of(found.first, timeframe, nyse), found);
      ASSERT_EQ(period_of(found.last, timeframe, nyse), found);
    }
  }
}

}  // namespace
}  // namespace tw
