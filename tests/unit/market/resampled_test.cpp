#include "market/resampled.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "core/splitmix.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::date;

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

/// Daily bars of the sessions in [first, last], with prices that count up from 100.
BarTable days(std::string_view first, std::string_view last) {
  BarTable table;
  std::int64_t price = 100;
  for (Date day = date(first); day <= date(last); day = day + 1) {
    const auto hours = nyse().session(day);
    if (!hours) continue;
    const Price at = Price::whole(price++);
    table.push({.session = day,
                .start = hours->open,
                .end = hours->close,
                .open = at,
                .high = at,
                .low = at,
                .close = at,
                .volume = Volume::whole(10)});
  }
  return table;
}

TEST(Resample, MakesMonthsOfDays) {
  const BarTable table = days("2013-01-01", "2013-03-15");

  const Resampled months =
      resample(table.view(InstrumentId{1}), nyse(), {.timeframe = {Timeframe::Unit::Month, 1}});

  const BarSeries bars = months.bars.view(InstrumentId{1});
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars.at(0).session, date("2013-01-31"));
  EXPECT_EQ(bars.at(0).volume, Volume::whole(210));
  EXPECT_EQ(bars.at(2).end, nyse().session(date("2013-03-15"))->close);
  EXPECT_EQ(months.count(Fed::Taken), static_cast<std::int64_t>(table.size()));
  EXPECT_EQ(months.left_out(), 0);
}

TEST(Resample, KeepsTheAdjustedCloseOfTheLastDay) {
  BarTable table = days("2013-10-07", "2013-10-18");
  for (const std::int64_t close : table.close) table.adjusted_close.push_back(close / 2);

  const Resampled weeks =
      resample(table.view(InstrumentId{1}), nyse(), {.timeframe = {Timeframe::Unit::Week, 1}});

  ASSERT_EQ(weeks.bars.size(), 2U);
  EXPECT_EQ(weeks.bars.adjusted_close[0], Price::whole(104).raw() / 2);
  EXPECT_EQ(weeks.bars.adjusted_close[1], Price::whole(109).raw() / 2);
}

TEST(Resample, CountsWhatItLeavesOut) {
  BarTable table = days("2013-10-07", "2013-10-09");
  table.push(table.view(InstrumentId{1}).at(0));  // Monday again, after Wednesday.

  const Resampled same = resample(table.view(InstrumentId{1}), nyse(), {.timeframe = kDaily});

  EXPECT_EQ(same.bars.size(), 3U);
  EXPECT_EQ(same.count(Fed::Late), 1);
  EXPECT_EQ(same.left_out(), 1);
}

TEST(Resample, InTwoStepsIsTheSameAsInOne) {
  BarTable minutes{.timeframe = {Timeframe::Unit::Minute, 1}};
  SplitMix random{11};
  for (Date day = date("2013-10-28"); day <= date("2013-12-31"); day = day + 1) {
    const auto hours = nyse().session(day);
    if (!hours) continue;
    for (Timestamp at = hours->open; at < hours->close; at = at + Duration::minutes(1)) {
      if (random.uniform() < 0.3) continue;  // Quiet minutes have no bar.
      const auto price = [&] {
        return Price::from_raw(static_cast<std::int64_t>(random.next() % 1'000));
      };
      const Price open = price();
      const Price close = price();
      minutes.push({.session = day,
                    .start = at,
                    .end = at + Duration::minutes(1),
                    .open = open,
                    .high = std::max(open, close) + price(),
                    .low = std::min(open, close) - price(),
                    .close = close,
                    .volume = Volume::from_raw(static_cast<std::int64_t>(random.next() % 1'000))});
    }
  }
  const auto made_of = [](const BarTable& table, Timeframe timeframe) {
    return resample(table.view(InstrumentId{1}), nyse(), {.timeframe = timeframe}).bars;
  };

  for (const auto& [via, to] :
       {std::pair{Timeframe{Timeframe::Unit::Minute, 5}, Timeframe{Timeframe::Unit::Minute, 60}},
        std::pair{Timeframe{Timeframe::Unit::Minute, 60}, kDaily},
        std::pair{kDaily, Timeframe{Timeframe::Unit::Week, 1}},
        std::pair{kDaily, Timeframe{Timeframe::Unit::Month, 1}}}) {
    SCOPED_TRACE(to_string(to));
    const BarTable in_one = made_of(minutes, to);
    const BarTable in_two = made_of(made_of(minutes, via), to);
    EXPECT_GT(in_one.size(), 1U);
    EXPECT_EQ(in_two.start, in_one.start);
    EXPECT_EQ(in_two.end, in_one.end);
    EXPECT_EQ(in_two.session, in_one.session);
    EXPECT_EQ(in_two.open, in_one.open);
    EXPECT_EQ(in_two.high, in_one.high);
    EXPECT_EQ(in_two.low, in_one.low);
    EXPECT_EQ(in_two.close, in_one.close);
    EXPECT_EQ(in_two.volume, in_one.volume);
  }
}

TEST(BarTable, HasAColumnOfEndsFromTheFirstBarThatEndsEarly) {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 60}};
  const Session hours = *nyse().session(date("2013-10-07"));
  Bar hour{.session = hours.date, .start = hours.open, .end = hours.open + Duration::hours(1)};
  table.push(hour);
  EXPECT_TRUE(table.end.empty());

  hour.start = hours.close - Duration::minutes(30);
  hour.end = hours.close;
  table.push(hour);

  const BarSeries series = table.view(InstrumentId{1});
  EXPECT_EQ(series.end_at(0), hours.open + Duration::hours(1));
  EXPECT_EQ(series.end_at(1), hours.close);
}

}  // namespace
}  // namespace tw
