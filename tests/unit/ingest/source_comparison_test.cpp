#include "ingest/source_comparison.hpp"

#include <filesystem>
#include <gmock/gmock.h>

#include "ingest/action_store.hpp"
#include "ingest/catalog_copy.hpp"
#include "market/session_calendar.hpp"
#include "store/database.hpp"
#include "support/temp_folder.hpp"

namespace tw::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Said {
  std::string_view date;
  double close;
};

class SourceComparisonTest : public testing::Test {
 protected:
  void put(const std::string& source, const std::vector<Said>& days,
           PriceBasis basis = PriceBasis::Split, std::string_view as_of = "2024-06-10") {
    BarTable table{.timeframe = kDaily};
    for (const Said& day : days) {
      const Session session =
          *SessionCalendar::of(CalendarKind::Nyse).session(*parse_date(day.date));
      const Price close = *Price::from_double(day.close);
      table.push({.session = session.date,
                  .start = session.open,
                  .end = session.close,
                  .open = close,
                  .high = close,
                  .low = close,
                  .close = close,
                  .volume = Volume::whole(10)});
    }
    store::Provenance said;
    said.basis = basis;
    said.as_of = parse_date(as_of);
    ASSERT_TRUE(store_.replace({"ACME", kDaily, source}, CalendarKind::Nyse, table.view({}), said));
  }
  SourceComparison compared() {
    auto comparison = quarantine_disagreements(home_.path(), "ACME", kDaily, {}, today_);
    EXPECT_TRUE(comparison.has_value()) << comparison.error().message;
    return comparison.value_or(SourceComparison{});
  }
  std::vector<QuarantinedBar> quarantine() {
    auto bars = quarantined_bars(home_.path(), "ACME", kDaily);
    EXPECT_TRUE(bars.has_value()) << bars.error().message;
    return bars.value_or(std::vector<QuarantinedBar>{});
  }
  void keep_split(std::string_view date, std::int32_t numerator) {
    formats::DatedAction row{.symbol = "ACME", .action = {}};
    row.action.ex_date = *parse_date(date);
    row.action.numerator = numerator;
    ASSERT_TRUE(keep_actions(home_.path(), {row}).has_value());
  }

  support::TempFolder home_;
  store::BarStore store_{home_.path()};
  Date today_ = *parse_date("2024-06-11");
};

TEST_F(SourceComparisonTest, QuarantinesBothWhenTwoDisagreeWithBothValuesKept) {
  put("lyra", {{"2024-06-03", 100}, {"2024-06-04", 101}, {"2024-06-05", 102}});
  put("vega", {{"2024-06-03", 100.3}, {"2024-06-04", 103}});

  const SourceComparison comparison = compared();

  EXPECT_EQ(comparison.labels, 2u);
  const auto bars = quarantine();
  ASSERT_THAT(bars, SizeIs(2));
  EXPECT_EQ(bars[0].at, "2024-06-04");
  EXPECT_EQ(bars[0].source, "lyra");
  EXPECT_EQ(bars[0].values.close, Price::whole(101));
  EXPECT_EQ(bars[0].other_source, "vega");
  EXPECT_EQ(bars[0].other.close, Price::whole(103));
  EXPECT_EQ(bars[1].source, "vega");
  EXPECT_TRUE(bars[1].is_left_out());
}

TEST_F(SourceComparisonTest, OfThreeOnlyTheOneThatStandsAloneIsQuarantined) {
  put("lyra", {{"2024-06-04", 101}});
  put("mira", {{"2024-06-04", 101.1}});
  put("vega", {{"2024-06-04", 103}});

  compared();

  ASSERT_THAT(quarantine(), SizeIs(1));
  EXPECT_EQ(quarantine().front().source, "vega");
}

TEST_F(SourceComparisonTest, RawPricesAreDividedByTheSplitsFirst) {
  keep_split("2024-06-05", 4);
  put("lyra", {{"2024-06-04", 400}, {"2024-06-05", 101}}, PriceBasis::Raw);
  put("vega", {{"2024-06-04", 100}, {"2024-06-05", 101}});

  EXPECT_EQ(compared().labels, 2u);
  EXPECT_THAT(quarantine(), IsEmpty());
}

TEST_F(SourceComparisonTest, PricesOfAnEarlierDayAreDividedByTheSplitsSince) {
  keep_split("2024-06-05", 4);
  put("lyra", {{"2024-06-03", 400}, {"2024-06-04", 404}}, PriceBasis::Split, "2024-06-04");
  put("vega", {{"2024-06-03", 100}, {"2024-06-04", 101}});

  EXPECT_EQ(compared().labels, 2u);
  EXPECT_THAT(quarantine(), IsEmpty());
}

TEST_F(SourceComparisonTest, PricesOfAnotherBasisAreComparedWithNone) {
  put("lyra", {{"2024-06-04", 90}}, PriceBasis::Total);
  put("mira", {{"2024-06-04", 95}}, PriceBasis::Unknown);
  put("vega", {{"2024-06-04", 101}});

  const SourceComparison comparison = compared();

  EXPECT_EQ(comparison.labels, 0u);
  EXPECT_THAT(comparison.notes, ElementsAre(HasSubstr("'mira' is of unknown basis"),
                                            HasSubstr("'lyra' is of another basis")));
  EXPECT_THAT(quarantine(), IsEmpty());
}

TEST_F(SourceComparisonTest, ARulingStaysAsLongAsTheValuesItWasAbout) {
  put("lyra", {{"2024-06-04", 101}});
  put("vega", {{"2024-06-04", 103}});
  compared();
  auto bars = quarantine();
  bars[0].ruling = QuarantinedBar::Ruling::Accepted;
  bars[1].ruling = QuarantinedBar::Ruling::Rejected;
  ASSERT_TRUE(keep_quarantined(home_.path(), "ACME", kDaily, bars).has_value());

  compared();
  EXPECT_EQ(quarantine()[0].ruling, QuarantinedBar::Ruling::Accepted);
  EXPECT_EQ(quarantine()[1].ruling, QuarantinedBar::Ruling::Rejected);

  put("vega", {{"2024-06-04", 104}});
  compared();
  EXPECT_EQ(quarantine()[0].ruling, QuarantinedBar::Ruling::Open);

  put("vega", {{"2024-06-04", 101}});
  compared();
  EXPECT_FALSE(std::filesystem::exists(quarantine_path(home_.path(), "ACME", kDaily)));
}

std::int64_t count(sql::Connection& db, const std::string& query) {
  std::int64_t rows = -1;
  const auto done = db.each(query, {}, [&](const sql::Row& row) { rows = row.integer(0); });
  EXPECT_TRUE(done.has_value()) << done.error().message;
  return rows;
}

TEST_F(SourceComparisonTest, HasItsCopyInTheDatabaseOnceHoweverOftenItIsMade) {
  const auto address = store::find_database("sqlite:" + home_.path() + "/t.db", "");
  const auto db = store::open_database(*address);
  ASSERT_TRUE(db.has_value()) << db.error().message;
  put("lyra", {{"2024-06-04", 101}});
  put("vega", {{"2024-06-04", 103}});
  compared();
  const auto copy = [&](std::int64_t second) {
    return copy_to_database(**db, home_.path(), store_.list().front(), quarantine(),
                            Timestamp::from_seconds(second));
  };

  ASSERT_TRUE(copy(1).has_value()) << copy(1).error().message;
  ASSERT_TRUE(copy(2).has_value());

  EXPECT_EQ(count(**db, "SELECT count(*) FROM bar_files WHERE source = 'lyra'"), 1);
  EXPECT_EQ(count(**db,
                  "SELECT count(*) FROM data_findings WHERE is_quarantined = 1 AND "
                  "resolved_at IS NULL"),
            2);

  put("vega", {{"2024-06-04", 101}});
  compared();
  ASSERT_TRUE(copy(3).has_value());
  EXPECT_EQ(count(**db,
                  "SELECT count(*) FROM data_findings WHERE resolved_at IS NOT NULL AND "
                  "is_quarantined = 0"),
            2);
}

TEST(BarQuarantine, ReadsBackWhatItWrote) {
  const QuarantinedBar impossible{.at = "2024-06-04",
                                  .source = "a, \"b\"\n",
                                  .reason = QuarantinedBar::Reason::Impossible,
                                  .values = {Price::from_raw(-5), {}, {}, Price::whole(7), {}},
                                  .other_source = {},
                                  .other = {},
                                  .found_on = *parse_date("2024-06-05")};
  QuarantinedBar disagreeing = impossible;
  disagreeing.reason = QuarantinedBar::Reason::Disagreement;
  disagreeing.other_source = "vega";
  disagreeing.other = {{}, Price::whole(3), {}, {}, Volume::from_raw(15)};
  disagreeing.ruling = QuarantinedBar::Ruling::Rejected;

  const auto read = parse_quarantined(quarantined_csv({impossible, disagreeing}));

  ASSERT_TRUE(read.has_value());
  ASSERT_THAT(*read, SizeIs(2));
  EXPECT_EQ(read->at(0).source, impossible.source);
  EXPECT_EQ(read->at(0).values, impossible.values);
  EXPECT_EQ(read->at(1).other, disagreeing.other);
  EXPECT_EQ(read->at(1).ruling, QuarantinedBar::Ruling::Rejected);
  EXPECT_FALSE(parse_quarantined("at,source\n").has_value());
  EXPECT_FALSE(parse_quarantined(quarantined_csv({impossible}) + "x\n").has_value());
}

}  // namespace
}  // namespace tw::ingest
