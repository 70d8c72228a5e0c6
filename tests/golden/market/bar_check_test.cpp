#include "market/bar_check.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "market/bar_table.hpp"
#include "support/csv_rows.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::CsvRow;
using support::date;

const std::string kData = TW_SHARED "/data/";
constexpr InstrumentId kInstrument{1};

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

BarTable days(const std::string& file) {
  BarTable table;
  for (const CsvRow& row : support::csv_rows(kData + file)) {
    const Session session = nyse().session_or_assumed(date(row[0]));
    table.push({.instrument = kInstrument,
                .session = session.date,
                .start = session.open,
                .end = session.close,
                .open = *parse<Price>(row[1]),
                .high = *parse<Price>(row[2]),
                .low = *parse<Price>(row[3]),
                .close = *parse<Price>(row[4]),
                .volume = *parse<Volume>(row[6])});
  }
  return table;
}

/// Returns the number that a cell such as "4: 1991-03-01 ..." begins with.
std::int64_t leading_number(const std::string& cell) { return std::stoll(cell); }

TEST(CheckBarsGolden, CountsWhatTheReferenceCountsInEveryDailyFile) {
  int files = 0;
  for (const CsvRow& row : support::csv_rows(kData + "QUALITY.csv")) {
    if (!row[0].starts_with("daily") && !row[0].starts_with("index/")) continue;
    if (row[4].empty()) continue;  // Held against no calendar.
    SCOPED_TRACE(row[0]);
    const BarTable table = days(row[0]);

    const BarHealth health = check_bars(table.view(kInstrument), nyse());

    EXPECT_EQ(health.bars, std::stoull(row[1]));
    EXPECT_EQ(health.sessions_missing, leading_number(row[4]));
    EXPECT_EQ(health.count(BarIssue::OffCalendar), leading_number(row[5]));
    EXPECT_EQ(health.bars_without_volume, leading_number(row[6]));
    EXPECT_EQ(health.count(BarIssue::HighLow), leading_number(row[7]));
    EXPECT_EQ(health.count(BarIssue::Duplicate), leading_number(row[8]));
    EXPECT_EQ(health.count(BarIssue::OutOfOrder), leading_number(row[9]));
    EXPECT_EQ(health.count(BarIssue::NonPositivePrice), 0);
    EXPECT_NEAR(std::abs(health.largest_move) * 100.0, std::stod(row[11]), 0.05 + 1e-9);
    EXPECT_TRUE(row[11].ends_with(to_string(Date{table.session[health.largest_move_at]})));
    files += 1;
  }
  EXPECT_GE(files, 65);
}

TEST(CheckBarsGolden, FindsTheSplitsOfRawPrices) {
  const BarTable table = days("daily_raw_lean/AAPL.csv");

  const BarHealth health = check_bars(table.view(kInstrument), nyse());

  std::vector<std::string> splits;
  for (const BarFinding& finding : health.findings) {
    if (finding.issue == BarIssue::SplitLike) {
      splits.push_back(to_string(finding.session) + " " +
                       std::to_string(std::lround(finding.limit)));
    }
  }
  // All four of `known_splits.csv`. Bad news may look like one, as the warning of 2000-09-29 did.
  EXPECT_THAT(splits, testing::IsSupersetOf(
                          {"2000-06-21 2", "2005-02-28 2", "2014-06-09 7", "2020-08-31 4"}));
  EXPECT_LE(splits.size(), 6U);
}

}  // namespace
}  // namespace tw
