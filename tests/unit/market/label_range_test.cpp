#include "market/label_range.hpp"

#include <gtest/gtest.h>

#include "market/bar_table.hpp"

namespace tw {
namespace {

BarTable daily() {
  BarTable table;
  for (const auto* day : {"2020-01-02", "2020-01-03", "2020-01-06"}) {
    const Date date = *parse_date(day);
    table.push({.session = date, .start = date.midnight(), .end = date.midnight()});
  }
  return table;
}

BarTable hourly() {
  BarTable table;
  table.timeframe = {Timeframe::Unit::Minute, 60};
  for (int hour = 22; hour < 27; ++hour) {
    const Timestamp start = parse_date("2020-01-02")->midnight() + Duration::hours(hour);
    table.push({.session = Date::of(start), .start = start});
  }
  return table;
}

void expect_rows(const BarTable& table, std::string_view from, std::string_view to,
                 std::size_t first, std::size_t last) {
  const auto rows = rows_between(table.view({}), from, to);
  ASSERT_TRUE(rows.has_value()) << from << " .. " << to;
  EXPECT_EQ(rows->first, first) << from << " .. " << to;
  EXPECT_EQ(rows->last, last) << from << " .. " << to;
}

TEST(LabelRange, OfDailyBarsComparesSessionDatesInclusively) {
  expect_rows(daily(), "", "", 0, 3);
  expect_rows(daily(), "2020-01-03", "2020-01-06", 1, 3);
  expect_rows(daily(), "2020-01-03", "2020-01-03", 1, 2);
  expect_rows(daily(), "2020-01-04", "2020-01-05", 2, 2);
  expect_rows(daily(), "2021-01-01", "", 3, 3);
  expect_rows(daily(), "2020-01-03T00:00:00Z", "2020-01-06T20:00", 1, 3);
}

TEST(LabelRange, OfIntradayBarsComparesStartsAndADateIsTheWholeDay) {
  expect_rows(hourly(), "2020-01-02", "2020-01-02", 0, 2);
  expect_rows(hourly(), "2020-01-03", "2020-01-03", 2, 5);
  expect_rows(hourly(), "2020-01-02T23:00:00Z", "2020-01-03T01:00:00Z", 1, 4);
  expect_rows(hourly(), "2020-01-02 23:30", "", 2, 5);
}

TEST(LabelRange, RefusesYearsThatNoTimestampHolds) {
  EXPECT_TRUE(parse_range_end("1678-01-01").has_value());
  EXPECT_TRUE(parse_range_end("2261-12-31T23:59:59Z").has_value());
  EXPECT_FALSE(parse_range_end("1677-12-31").has_value());
  EXPECT_FALSE(parse_range_end("2262-01-01T00:00").has_value());
  EXPECT_FALSE(parse_range_end("9999-12-31").has_value());
}

TEST(LabelRange, NamesTheEndThatIsWrong) {
  EXPECT_EQ(rows_between(daily().view({}), "yesterday", "").error(), RangeError::BadFrom);
  EXPECT_EQ(rows_between(daily().view({}), "2020-02-30", "").error(), RangeError::BadFrom);
  EXPECT_EQ(rows_between(daily().view({}), "", "2020-01-06T25:00").error(), RangeError::BadTo);
  EXPECT_EQ(rows_between(daily().view({}), "2020-01-06", "2020-01-02").error(),
            RangeError::Reversed);
}

}  // namespace
}  // namespace tw
