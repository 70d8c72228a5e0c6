#include <gtest/gtest.h>
#include <map>
#include <string>

#include "market/inference.hpp"
#include "market/session_calendar.hpp"
#include "support/csv_rows.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::CsvRow;
using support::date;
using support::utc;

const std::string kFolder = TW_SHARED "/data/calendar/nyse_";
constexpr std::string_view kFirst = "1990-01-01";
constexpr std::string_view kLast = "2030-12-31";

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

/// Our dates of 1990 to 2030 for which `holds`, in order.
template <class Predicate>
std::vector<Date> dates_where(Predicate holds) {
  std::vector<Date> found;
  for (Date day = date(kFirst); day <= date(kLast); day = day + 1) {
    if (holds(day)) found.push_back(day);
  }
  return found;
}

TEST(NyseCalendar, HasEverySessionFrom1990To2030WithItsOpenAndItsClose) {
  const auto rows = support::csv_rows(kFolder + "sessions_1990_2030.csv");
  const auto ours = dates_where([](Date day) { return nyse().session(day).has_value(); });

  ASSERT_GT(rows.size(), 10'000U);
  ASSERT_EQ(ours.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const CsvRow& row = rows[i];
    ASSERT_EQ(to_string(ours[i]), row[0]);
    const Session session = *nyse().session(ours[i]);
    EXPECT_EQ(session.open, utc(row[1])) << row[0];
    EXPECT_EQ(session.close, utc(row[2])) << row[0];
  }
}

TEST(NyseCalendar, ClosesOnEveryHolidayByName) {
  const auto rows = support::csv_rows(kFolder + "holidays_1990_2030.csv");
  const auto ours = dates_where([](Date day) {
    const auto holiday = nyse().holiday(day);
    return holiday && !holiday->early_close;
  });

  ASSERT_GT(rows.size(), 370U);
  ASSERT_EQ(ours.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(to_string(ours[i]), rows[i][0]);
    EXPECT_EQ(nyse().holiday(ours[i])->name, rows[i][2]) << rows[i][0];
  }
}

TEST(NyseCalendar, ClosesEarlyOnEveryShortDay) {
  const auto rows = support::csv_rows(kFolder + "early_closes_1990_2030.csv");
  const auto ours = dates_where([](Date day) {
    const auto session = nyse().session(day);
    return session && session->early_close;
  });

  ASSERT_GT(rows.size(), 80U);
  ASSERT_EQ(ours.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(to_string(ours[i]), rows[i][0]);
    EXPECT_EQ(nyse().session(ours[i])->close, utc(rows[i][3])) << rows[i][0];
  }
}

TEST(NyseCalendar, CountsTheSessionsOfEveryYear) {
  const auto rows = support::csv_rows(kFolder + "sessions_per_year.csv");

  ASSERT_EQ(rows.size(), 41U);
  for (const CsvRow& row : rows) {
    EXPECT_EQ(nyse().sessions_between(date(row[0] + "-01-01"), date(row[0] + "-12-31")),
              std::stoi(row[1]))
        << row[0];
  }
}

TEST(NyseCalendar, HasTheLastTradingSessionOfEveryMonthlyOption) {
  const auto rows =
      support::csv_rows(TW_SHARED "/data/calendar/us_monthly_option_expiries_1990_2030.csv");

  ASSERT_EQ(rows.size(), 41U * 12U);
  for (const CsvRow& row : rows) {
    const Date fifteenth = date(row[0] + "-15");
    const int to_friday =
        (static_cast<int>(Weekday::Friday) + 7 - static_cast<int>(fifteenth.weekday())) % 7;
    const Date third_friday = fifteenth + to_friday;
    EXPECT_EQ(to_string(nyse().previous_session(third_friday + 1).date), row[1]);
  }
}

/// Starts of a file's bars, in the first column.
std::vector<std::int64_t> starts(const std::vector<CsvRow>& rows) {
  std::vector<std::int64_t> column;
  for (const CsvRow& row : rows) {
    column.push_back(row[0].size() > 10 ? utc(row[0]).unix_ns : date(row[0]).midnight().unix_ns);
  }
  return column;
}

TEST(Inference, KnowsTheTimeframeAndCalendarOfRealFiles) {
  const struct {
    std::string path;
    std::string_view timeframe;
    CalendarKind calendar;
  } files[] = {
      {"daily/SPY.csv", "1d", CalendarKind::Nyse},
      {"index/VIX.csv", "1d", CalendarKind::Nyse},
      {"crypto/daily/BTC-USD.csv", "1d", CalendarKind::AlwaysOpen},
      {"crypto/hour/BTCUSD_bitfinex.csv.gz", "1h", CalendarKind::AlwaysOpen},
      {"crypto/minute/BTC-PERP_20211231_20220201.csv.gz", "1m", CalendarKind::AlwaysOpen},
      {"fx/hour/EURUSD_2017_2018.csv", "1h", CalendarKind::Fx},
      {"fx/minute/GBPUSD_201202_bidask.csv.gz", "1m", CalendarKind::Fx},
      {"futures/minute/6EH4_202401.csv.gz", "1m", CalendarKind::Cme},
      {"hour/SPY_2010_2021.csv", "1h", CalendarKind::Nyse},
      {"minute/SPY_20131004_20131011.csv", "1m", CalendarKind::Nyse},
      {"minute/GOOG_20151223_20151228.csv", "1m", CalendarKind::Nyse},
      {"minute5/SPY_20250519_20250714.csv", "5m", CalendarKind::Nyse},
      {"macro/cpi_us_monthly.csv", "1mo", CalendarKind::Nyse},
  };

  for (const auto& [path, timeframe, calendar] : files) {
    SCOPED_TRACE(path);
    const std::string full = std::string{TW_SHARED "/data/"} + path;
    const auto column =
        starts(path.ends_with(".gz") ? support::gzip_csv_rows(full) : support::csv_rows(full));
    const auto usual = usual_timeframe(column);
    ASSERT_TRUE(usual);
    EXPECT_EQ(to_string(*usual), timeframe);
    EXPECT_EQ(to_string(likely_calendar(column, *usual)), to_string(calendar));
  }
}

}  // namespace
}  // namespace tw
