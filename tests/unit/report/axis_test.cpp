#include "report/axis.hpp"

#include <gtest/gtest.h>

namespace tw::report {
namespace {

using backtest::TimeLabel;

std::vector<TimeLabel> days(int from_year, int count) {
  std::vector<TimeLabel> labels;
  const Date first = *Date::from_civil(from_year, 1, 2);
  for (int i = 0; i < count; ++i)
    labels.push_back({.at = {}, .session = first + i, .is_date = true});
  return labels;
}

std::vector<TimeLabel> minutes(int step, int count) {
  std::vector<TimeLabel> labels;
  const Timestamp first =
      Date::from_civil(2024, 3, 4)->midnight() + Duration::minutes(14 * 60 + 31);
  for (int i = 0; i < count; ++i) {
    labels.push_back({.at = first + Duration::minutes(step * i), .session = Date::of(first)});
  }
  return labels;
}

std::vector<std::string> texts(const std::vector<TimeTick>& ticks) {
  std::vector<std::string> all;
  for (const TimeTick& tick : ticks) all.push_back(tick.text);
  return all;
}

TEST(Axis, DividesValuesAtRoundNumbers) {
  EXPECT_EQ(value_ticks(0.0, 10.0, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(value_ticks(83'000.0, 412'000.0, 6),
            (std::vector<double>{100'000, 200'000, 300'000, 400'000}));
  const auto small = value_ticks(-0.0013, 0.0011, 5);
  EXPECT_EQ(small.size(), 5U);
  EXPECT_DOUBLE_EQ(small.front(), -0.001);
}

TEST(Axis, DividesALogarithmicAxisAtFewerPlacesTheMoreDecadesThereAre) {
  EXPECT_EQ(log_ticks(90.0, 800.0), (std::vector<double>{100, 200, 300, 500, 700}));
  EXPECT_EQ(log_ticks(9.0, 210.0), (std::vector<double>{10, 20, 50, 100, 200}));
  EXPECT_EQ(log_ticks(0.5, 2000.0), (std::vector<double>{1, 10, 100, 1000}));
  EXPECT_EQ(log_ticks(100.0, 150.0), value_ticks(100.0, 150.0, 6));
}

TEST(Axis, WritesTicksShortAndWithTheDecimalsThatTheStepNeeds) {
  EXPECT_EQ(tick_text(120'000.0, 20'000.0, ChartUnit::Money, 180'000.0), "120k");
  EXPECT_EQ(tick_text(1'250'000.0, 50'000.0, ChartUnit::Money, 1'250'000.0), "1.25M");
  EXPECT_EQ(tick_text(10'005.0, 5.0, ChartUnit::Money, 10'010.0), "10,005");
  EXPECT_EQ(tick_text(-0.05, 0.05, ChartUnit::Percent, 0.2), "-5%");
  EXPECT_EQ(tick_text(0.005, 0.005, ChartUnit::Percent, 0.01), "0.5%");
  EXPECT_EQ(tick_text(1.085, 0.005, ChartUnit::Price, 1.1), "1.085");
  EXPECT_EQ(tick_text(0.0, 0.5, ChartUnit::Ratio, 2.0), "0.0");
}

TEST(Axis, CountsAllTicksInOneMagnitude) {
  const auto along = [](double step, double largest, ChartUnit unit) {
    std::string all;
    for (double x = largest - 2.0 * step; x <= largest; x += step) {
      all += tick_text(x, step, unit, largest) + ' ';
    }
    return all;
  };

  EXPECT_EQ(along(200.0, 10'000.0, ChartUnit::Money), "9.6k 9.8k 10.0k ");
  EXPECT_EQ(along(500'000.0, 1'000'000.0, ChartUnit::Money), "0 0.5M 1.0M ");
  EXPECT_EQ(along(5e8, 2e9, ChartUnit::Money), "1.0B 1.5B 2.0B ");
  EXPECT_EQ(along(1e12, 4e12, ChartUnit::Money), "2T 3T 4T ");
  EXPECT_EQ(along(50'000.0, 150'000.0, ChartUnit::Price), "50,000 100,000 150,000 ");
  EXPECT_EQ(along(5e7, 1.5e8, ChartUnit::Price), "50M 100M 150M ");
}

TEST(Axis, MarksWhereYearsMonthsDaysAndHoursBegin) {
  EXPECT_EQ(texts(time_ticks(days(2013, 365 * 4), 6)),
            (std::vector<std::string>{"2014", "2015", "2016"}));
  EXPECT_EQ(texts(time_ticks(days(2013, 100), 6)),
            (std::vector<std::string>{"Feb 2013", "Mar 2013", "Apr 2013"}));
  EXPECT_EQ(texts(time_ticks(days(2013, 4), 6)),
            (std::vector<std::string>{"3 Jan", "4 Jan", "5 Jan"}));
  EXPECT_EQ(texts(time_ticks(minutes(1, 120), 6)),
            (std::vector<std::string>{"15:00", "15:30", "16:00", "16:30"}));
}

TEST(Axis, NamesTheFirstTickOfADayByItsDay) {
  EXPECT_EQ(texts(time_ticks(minutes(60, 30), 12)),
            (std::vector<std::string>{"15:31", "18:31", "21:31", "5 Mar", "03:31", "06:31", "09:31",
                                      "12:31", "15:31", "18:31"}));
}

TEST(Axis, NeverHasMoreTimeTicksThanAskedFor) {
  for (const int count : {2, 30, 300, 3000, 30'000}) {
    EXPECT_LE(time_ticks(days(1930, count), 8).size(), 8U);
    EXPECT_LE(time_ticks(minutes(5, count), 8).size(), 8U);
  }
}

TEST(Axis, PutsATickOnTheFirstMomentOfItsPeriod) {
  const auto ticks = time_ticks(days(2013, 800), 6);

  ASSERT_EQ(ticks.size(), 2U);
  EXPECT_EQ(ticks[0].point, 364U);  // 2 January 2013 is point 0.
}

}  // namespace
}  // namespace tw::report
