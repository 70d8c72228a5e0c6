#include "analytics/session_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "market/bar_table.hpp"

namespace tw::analytics {
namespace {

using testing::ElementsAre;

/// Two half-hour bars on the first session and one on the second.
BarTable three_bars() {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 30}};
  const auto push = [&](int session, std::int64_t minute, int close) {
    table.push({.session = {session},
                .start = Timestamp{0} + Duration::minutes(minute),
                .end = Timestamp{0} + Duration::minutes(minute + 30),
                .open = Price::whole(close),
                .high = Price::whole(close),
                .low = Price::whole(close),
                .close = Price::whole(close)});
  };
  push(100, 0, 10);
  push(100, 30, 11);
  push(101, 1440, 12);
  return table;
}

TEST(SessionValues, AreTheClosesOfEachSessionsLastBar) {
  const BarTable table = three_bars();

  const DatedValues closes = session_closes(table.view({}));

  EXPECT_THAT(closes.dates, ElementsAre(Date{100}, Date{101}));
  EXPECT_THAT(closes.values, ElementsAre(11.0, 12.0));
}

TEST(SessionValues, AYearHasTheCalendarsSessionsOrItsWeeksOrMonths) {
  EXPECT_EQ(returns_per_year({Timeframe::Unit::Minute, 5}, 252), 252);
  EXPECT_EQ(returns_per_year({Timeframe::Unit::Day, 1}, 365), 365);
  EXPECT_EQ(returns_per_year({Timeframe::Unit::Week, 1}, 252), 52);
  EXPECT_EQ(returns_per_year({Timeframe::Unit::Month, 3}, 252), 4);
}

}  // namespace
}  // namespace tw::analytics
