#include <gtest/gtest.h>
#include <string>
#include <tuple>
#include <vector>

#include "core/decimal.hpp"
#include "market/resampled.hpp"
#include "strategy/higher_history.hpp"
#include "support/csv_rows.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::CsvRow;
using support::date;
using support::utc;

const std::string kGolden = TW_SHARED "/golden/resample/";
const std::string kData = TW_SHARED "/data/";
constexpr InstrumentId kInstrument{1};

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

template <class Amount>
Amount amount(std::string_view text) {
  const auto parsed = parse<Amount>(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Amount{});
}

/// Fills a bar's figures from `row`, which has them in five columns from `column` on.
Bar figures(const CsvRow& row, std::size_t column, std::size_t volume_column) {
  return {.instrument = kInstrument,
          .open = amount<Price>(row.at(column)),
          .high = amount<Price>(row.at(column + 1)),
          .low = amount<Price>(row.at(column + 2)),
          .close = amount<Price>(row.at(column + 3)),
          .volume = amount<Volume>(row.at(volume_column))};
}

BarTable minutes(const std::string& file) {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 1}};
  for (const CsvRow& row : support::csv_rows(kData + file)) {
    Bar bar = figures(row, 1, 5);
    bar.start = utc(row[0]);
    bar.end = bar.start + Duration::minutes(1);
    bar.session = nyse().session_date_of(bar.start);
    table.push(bar);
  }
  return table;
}

BarTable days(const std::string& file, Date first, Date last) {
  BarTable table{.timeframe = kDaily};
  for (const CsvRow& row : support::csv_rows(kData + file)) {
    const Session session = nyse().session_or_assumed(date(row[0]));
    if (session.date < first || session.date > last) continue;
    Bar bar = figures(row, 1, 6);
    bar.start = session.open;
    bar.end = session.close;
    bar.session = session.date;
    table.push(bar);
  }
  return table;
}

void expect_figures(const Bar& bar, const CsvRow& row, std::size_t column) {
  const Bar golden = figures(row, column, column + 4);
  EXPECT_EQ(bar.open, golden.open) << row[0];
  EXPECT_EQ(bar.high, golden.high) << row[0];
  EXPECT_EQ(bar.low, golden.low) << row[0];
  EXPECT_EQ(bar.close, golden.close) << row[0];
  EXPECT_EQ(bar.volume, golden.volume) << row[0];
}

TEST(ResampleGolden, IntradayBarsCountFromTheOpen) {
  const BarTable source = minutes("minute/SPY_20131004_20131011.csv");

  for (const auto& [count, name, rows_at_least] :
       {std::tuple{5, "5min", 460U}, std::tuple{15, "15min", 150U}, std::tuple{30, "30min", 75U},
        std::tuple{60, "60min", 40U}}) {
    SCOPED_TRACE(name);
    const auto rows = support::csv_rows(kGolden + "SPY_201310_" + name + ".csv");
    const Resampled ours =
        resample(source.view(kInstrument), nyse(), {.timeframe = {Timeframe::Unit::Minute, count}});
    const BarSeries bars = ours.bars.view(kInstrument);

    ASSERT_GE(rows.size(), rows_at_least);
    ASSERT_EQ(bars.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(to_string(bars.at(i).start), rows[i][0]);
      expect_figures(bars.at(i), rows[i], 1);
    }
    EXPECT_EQ(ours.left_out(), ours.count(Fed::OutsideHours));
  }
}

TEST(ResampleGolden, DailyBarsHoldRegularHours) {
  const BarTable source = minutes("minute/SPY_20131004_20131011.csv");
  const auto rows = support::csv_rows(kGolden + "SPY_201310_daily_rth.csv");

  const Resampled ours = resample(source.view(kInstrument), nyse(), {.timeframe = kDaily});

  const BarSeries bars = ours.bars.view(kInstrument);
  ASSERT_EQ(rows.size(), 6U);
  ASSERT_EQ(bars.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(to_string(bars.at(i).session), rows[i][0]);
    EXPECT_EQ(bars.at(i).end, nyse().session(bars.at(i).session)->close);
    expect_figures(bars.at(i), rows[i], 1);
  }
}

TEST(ResampleGolden, WeeksMonthsQuartersAndYearsFollowTheSessions) {
  const BarTable source = days("daily/SPY.csv", date("2015-01-01"), date("2024-12-31"));

  for (const auto& [name, expected_rows] :
       {std::pair{"weekly", 523U}, std::pair{"monthly", 120U}, std::pair{"quarterly", 40U},
        std::pair{"yearly", 10U}}) {
    SCOPED_TRACE(name);
    const auto rows = support::csv_rows(kGolden + "SPY_" + name + ".csv");
    const Resampled ours =
        resample(source.view(kInstrument), nyse(), {.timeframe = *parse_timeframe(name)});
    const BarSeries bars = ours.bars.view(kInstrument);

    ASSERT_EQ(rows.size(), expected_rows);
    ASSERT_EQ(bars.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(to_string(nyse().session_date_of(bars.at(i).start)), rows[i][0]);
      EXPECT_EQ(to_string(bars.at(i).session), rows[i][1]);
      EXPECT_EQ(bars.at(i).end, nyse().session(bars.at(i).session)->close);
      expect_figures(bars.at(i), rows[i], 2);
    }
    EXPECT_EQ(ours.left_out(), 0);
  }
}

TEST(ResampleGolden, AStrategySeesOfALongerTimeframeWhatAFileOfItHolds) {
  const BarTable source = days("daily/SPY.csv", date("2015-01-01"), date("2024-12-31"));
  for (const char* const name : {"weekly", "monthly"}) {
    SCOPED_TRACE(name);
    const auto rows = support::csv_rows(kGolden + "SPY_" + name + ".csv");
    const Timeframe timeframe = *parse_timeframe(name);
    strategy::HigherHistory history;
    history.need({.timeframe = timeframe, .bars = 2});

    std::size_t seen = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
      const Bar day = source.view(kInstrument).at(i);
      history.push(day, CalendarKind::Nyse);
      const strategy::HigherView view = history.view(timeframe);
      ASSERT_LE(view.fresh, 1U);
      if (view.fresh == 0) continue;
      ASSERT_LT(seen, rows.size());
      EXPECT_EQ(to_string(view.bars[0].session), rows[seen][1]);
      EXPECT_EQ(view.bars[0].end, day.end) << "known with its last session and no later";
      expect_figures(view.bars[0], rows[seen], 2);
      seen += 1;
    }
    // The year ends on a Tuesday: a file has the week so far, a strategy not before it is over.
    const std::size_t unfinished = timeframe.unit == Timeframe::Unit::Week ? 1 : 0;
    EXPECT_EQ(seen, rows.size() - unfinished);
  }
}

TEST(ResampleGolden, MinutesComeFromTrades) {
  const auto trades = support::gzip_csv_rows(kData + "ticks/BAC_20131007_trades.csv.gz");
  const auto rows = support::csv_rows(kGolden + "BAC_20131007_1min_from_ticks.csv");
  BarBuilder builder{
      kInstrument, nyse(), {.timeframe = {Timeframe::Unit::Minute, 1}, .extended_hours = true}};

  std::vector<Bar> bars;
  for (const CsvRow& row : trades) {
    const BarUpdate update = builder.update(Print{.instrument = kInstrument,
                                                  .event_at = utc(row.at(0)),
                                                  .price = amount<Price>(row.at(1)),
                                                  .size = amount<Quantity>(row.at(2))});
    if (update.closed) bars.push_back(*update.closed);
  }
  if (const auto last = builder.flush()) bars.push_back(*last);

  ASSERT_GT(rows.size(), 400U);
  ASSERT_EQ(bars.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(to_string(bars[i].start), rows[i][0]);
    expect_figures(bars[i], rows[i], 1);
  }
  EXPECT_EQ(builder.count(Fed::Taken) + builder.count(Fed::TakenOutOfOrder),
            static_cast<std::int64_t>(trades.size()));
}

}  // namespace
}  // namespace tw
