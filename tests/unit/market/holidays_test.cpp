#include "market/holidays.hpp"

#include <gtest/gtest.h>

#include "support/times.hpp"

namespace tw {
namespace {

using support::date;

std::string_view name_on(std::string_view day) {
  const auto holiday = nyse_holiday(date(day));
  return holiday ? holiday->name : "usual";
}

bool is_closed(std::string_view day) {
  const auto holiday = nyse_holiday(date(day));
  return holiday && !holiday->early_close;
}

TEST(NyseHoliday, OnASundayIsKeptOnMonday) {
  EXPECT_EQ(name_on("2021-07-05"), "Independence Day");
  EXPECT_EQ(name_on("2022-12-26"), "Christmas Day");
  EXPECT_EQ(name_on("2023-01-02"), "New Year's Day");
}

TEST(NyseHoliday, OnASaturdayIsKeptOnFridayButNewYearIsNotKept) {
  EXPECT_EQ(name_on("2020-07-03"), "Independence Day");
  EXPECT_EQ(name_on("2021-12-24"), "Christmas Day");
  EXPECT_EQ(name_on("2021-12-31"), "usual");
  EXPECT_EQ(name_on("2022-01-03"), "usual");
}

TEST(NyseHoliday, BeginsInTheYearInWhichTheExchangeFirstKeptIt) {
  EXPECT_EQ(name_on("1997-01-20"), "usual");
  EXPECT_EQ(name_on("1998-01-19"), "Martin Luther King Jr. Day");
  EXPECT_EQ(name_on("2021-06-18"), "usual");
  EXPECT_EQ(name_on("2022-06-20"), "Juneteenth");
}

TEST(NyseHoliday, FollowsEaster) {
  EXPECT_TRUE(is_closed("2008-03-21"));
  EXPECT_TRUE(is_closed("2011-04-22"));
  EXPECT_TRUE(is_closed("2049-04-16"));
}

TEST(NyseHoliday, ClosesEarlyOnTheFridayAfterAThursdayIndependenceDayUntil2012) {
  EXPECT_EQ(nyse_holiday(date("2002-07-05"))->early_close, Duration::hours(13));
  EXPECT_FALSE(nyse_holiday(date("2002-07-03")));
  EXPECT_EQ(nyse_holiday(date("2013-07-03"))->early_close, Duration::hours(13));
  EXPECT_FALSE(nyse_holiday(date("2013-07-05")));
}

TEST(NyseHoliday, ClosedAtTwoBefore1993) {
  EXPECT_EQ(nyse_holiday(date("1992-11-27"))->early_close, Duration::hours(14));
  EXPECT_EQ(nyse_holiday(date("1993-11-26"))->early_close, Duration::hours(13));
}

TEST(NyseHoliday, IsNeverAWeekend) {
  EXPECT_EQ(name_on("2021-12-25"), "usual");
  EXPECT_EQ(name_on("2001-09-15"), "usual");
}

TEST(CmeHoliday, IsMostlyAShortDay) {
  EXPECT_EQ(cme_holiday(date("2024-07-04"))->early_close, Duration::hours(12));
  EXPECT_EQ(cme_holiday(date("2024-11-29"))->early_close, Duration::minutes(735));
  EXPECT_FALSE(cme_holiday(date("2024-12-25"))->early_close);
  EXPECT_FALSE(cme_holiday(date("2025-01-09"))) << "a day of mourning is a usual day";
}

}  // namespace
}  // namespace tw
