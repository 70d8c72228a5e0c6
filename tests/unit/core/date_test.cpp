#include "core/date.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tw {
namespace {

TEST(Date, KnowsItsWeekday) {
  EXPECT_EQ(parse_date("1970-01-01")->weekday(), Weekday::Thursday);
  EXPECT_EQ(parse_date("2013-10-07")->weekday(), Weekday::Monday);
  EXPECT_EQ(parse_date("1969-12-28")->weekday(), Weekday::Sunday);
}

TEST(Date, GoesThroughItsCivilPartsAndBackOnEveryDayOfFourCenturies) {
  const Date first = *Date::from_civil(1800, 1, 1);
  const Date last = *Date::from_civil(2200, 12, 31);

  for (Date date = first; date <= last; date = date + 1) {
    ASSERT_EQ(Date::from_civil(date.year(), date.month(), date.day()), date);
  }
}

TEST(Date, RefusesDaysThatDoNotExist) {
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_FALSE(parse_date("1900-02-29"));
  EXPECT_FALSE(parse_date("2023-13-01"));
  EXPECT_FALSE(parse_date("2023-1-01"));
  EXPECT_FALSE(parse_date("2023/01/01"));
}

TEST(Date, OfAMomentBeforeTheEpochIsTheDayThatHoldsIt) {
  EXPECT_EQ(to_string(Date::of(Timestamp{-1})), "1969-12-31");
  EXPECT_EQ(to_string(Date::of(Timestamp{0})), "1970-01-01");
}

TEST(Date, HoldsForEveryMomentAndEveryNumberOfDays) {
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

  EXPECT_EQ(to_string(Timestamp{kMin}), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(to_string(Timestamp{kMax}), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(to_string(Date{std::numeric_limits<std::int32_t>::max()}), "5881580-07-11");
  EXPECT_EQ(Date::of(Timestamp{Duration::days(-3).ns}), Date{-3}) << "midnight is the day's own";
}

TEST(Timestamp, PrintsAFractionOnlyWhenThereIsOne) {
  EXPECT_EQ(to_string(Timestamp::from_seconds(1'381'152'600)), "2013-10-07T13:30:00Z");
  EXPECT_EQ(to_string(Timestamp{1'381'152'600'050'000'000}), "2013-10-07T13:30:00.05Z");
}

}  // namespace
}  // namespace tw
