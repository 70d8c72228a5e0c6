#include "ingest/catalog_copy.hpp"

#include <gmock/gmock.h>

#include "ingest/action_copy.hpp"
#include "ingest/finding_copy.hpp"
#include "market/bar_table.hpp"
#include "store/database.hpp"
#include "support/temp_folder.hpp"

// What the catalogue says of itself, in the database.
namespace tw::ingest {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Timestamp kFirst = Timestamp::from_seconds(1'718'000'000);
constexpr Timestamp kLater = Timestamp::from_seconds(1'718'086'400);

class CatalogCopy : public testing::Test {
 protected:
  CatalogCopy() {
    auto opened = store::open_database(sql::Address::sqlite(home_ / "t.db"));
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    db_ = std::move(*opened);
  }
  /// Returns what a query answers, a line a row, columns separated by bars.
  std::vector<std::string> rows(const std::string& query) {
    std::vector<std::string> lines;
    const auto done = db_->each(query, {}, [&](const sql::Row& row) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        line += i > 0 ? "|" : "";
        if (row.type(i) == sql::Type::Int64) line += std::to_string(row.integer(i));
        if (row.type(i) == sql::Type::Text) line += row.text(i);
      }
      lines.push_back(line);
    });
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return lines;
  }
  /// Returns days on which the price stood at 100.
  static BarTable days(const std::vector<std::string_view>& dates) {
    BarTable table{.timeframe = kDaily};
    for (const std::string_view date : dates) {
      const Session session = *SessionCalendar::of(CalendarKind::Nyse).session(*parse_date(date));
      const Price close = Price::whole(100);
      table.push({.session = session.date,
                  .start = session.open,
                  .end = session.close,
                  .open = close,
                  .high = close,
                  .low = close,
                  .close = close,
                  .volume = Volume::whole(10)});
    }
    return table;
  }
  void check(const BarTable& table, Timestamp now) {
    const BarSeries bars = table.view({});
    const BarHealth health = check_bars(bars, SessionCalendar::of(CalendarKind::Nyse));
    const auto copied = copy_findings(*db_, {"ACME", kDaily, "yahoo"}, bars, health, now);
    ASSERT_TRUE(copied.has_value()) << copied.error().message;
  }

  support::TempFolder home_;
  std::unique_ptr<sql::Connection> db_;
};

TEST_F(CatalogCopy, AFindingIsKeptOnceWithTheStretchThatItIsAbout) {
  const BarTable gap = days({"2024-06-03", "2024-06-06"});
  check(gap, kFirst);
  check(gap, kLater);

  EXPECT_THAT(
      rows("SELECT id, at, source, severity, is_quarantined, details FROM data_findings "
           "WHERE kind = 'missing_session' AND resolved_at IS NULL"),
      ElementsAre("ACME/1d/yahoo/2024-06-06/missing_session|" + std::to_string(kFirst.unix_ns) +
                  "|yahoo|warning|0|{\"count\":2,\"message\":\"2024-06-06: 2 sessions are "
                  "missing before it, from 2024-06-04\"}"));
}

TEST_F(CatalogCopy, AFindingThatIsNoMoreIsResolvedAndStays) {
  check(days({"2024-06-03", "2024-06-06"}), kFirst);
  check(days({"2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06"}), kLater);

  EXPECT_THAT(rows("SELECT kind, resolved_at FROM data_findings"),
              ElementsAre("missing_session|" + std::to_string(kLater.unix_ns)));

  check(days({"2024-06-03", "2024-06-06"}), kLater);

  EXPECT_THAT(rows("SELECT kind, at FROM data_findings WHERE resolved_at IS NULL"),
              ElementsAre("missing_session|" + std::to_string(kFirst.unix_ns)))
      << "it is back, and was first found then";
}

TEST_F(CatalogCopy, ARunWithoutChangeIsOneFindingFromItsFirstBarToItsLast) {
  check(days({"2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06", "2024-06-07", "2024-06-10"}),
        kFirst);

  const std::int64_t first = parse_date("2024-06-03")->midnight().unix_ns;
  const std::int64_t last = parse_date("2024-06-10")->midnight().unix_ns;
  EXPECT_THAT(rows("SELECT kind, first_at, last_at FROM data_findings WHERE kind = 'stale_run'"),
              ElementsAre("stale_run|" + std::to_string(first) + "|" + std::to_string(last)));
}

TEST_F(CatalogCopy, EachKindIsARowWithTheTimeOfItsBarAndBothValues) {
  const auto found_as = [&](const std::string& kind) {
    return rows("SELECT first_at, last_at, severity, details FROM data_findings WHERE kind = '" +
                kind + "' AND resolved_at IS NULL");
  };
  const auto stretch = [](std::string_view first, std::string_view last) {
    return std::to_string(parse_date(first)->midnight().unix_ns) + "|" +
           std::to_string(parse_date(last)->midnight().unix_ns) + "|";
  };
  const std::vector<std::string_view> dates{"2024-06-03", "2024-06-04", "2024-06-05",
                                            "2024-06-06", "2024-06-07", "2024-06-10"};
  BarTable bars = days(dates);
  const auto set = [&](std::size_t row, std::int64_t close, std::int64_t volume) {
    bars.open[row] = Price::whole(close).raw();
    bars.high[row] = Price::whole(close + 1).raw();
    bars.low[row] = Price::whole(close - 1).raw();
    bars.close[row] = Price::whole(close).raw();
    bars.volume[row] = Volume::whole(volume).raw();
  };
  set(1, 101, 0);
  set(2, 102, 0);
  set(3, 160, 10);  // No split of the usual is 160 to 102.
  set(4, 161, 10);
  set(5, 40, 10);  // A quarter of 161, nearly.
  check(bars, kFirst);

  EXPECT_THAT(found_as("zero_volume"),
              ElementsAre(stretch("2024-06-04", "2024-06-05") +
                          "info|{\"count\":2,\"message\":\"2024-06-04: 2 bars in a row without "
                          "volume\"}"));
  EXPECT_THAT(
      found_as("jump"),
      ElementsAre(AllOf(HasSubstr(stretch("2024-06-06", "2024-06-06") + "warning|"),
                        HasSubstr("{\"count\":1,\"value\":0.5686"), HasSubstr(",\"limit\":0."),
                        HasSubstr("2024-06-06: closes 56.86 % from the last close"))));
  EXPECT_THAT(found_as("split-like"),
              ElementsAre(AllOf(HasSubstr(stretch("2024-06-10", "2024-06-10") + "warning|"),
                                HasSubstr("{\"count\":1,\"value\":4.025,\"limit\":4,"),
                                HasSubstr("near a 4:1 split: is the history adjusted?"))));
  bars.low[4] = Price::whole(-1).raw();
  bars.high[3] = Price::whole(159).raw();
  check(bars, kLater);
  EXPECT_THAT(found_as("non-positive_price"),
              ElementsAre(HasSubstr("error|{\"count\":1,\"value\":-1,\"limit\":0,")));
  EXPECT_THAT(found_as("high_or_low"),
              ElementsAre(HasSubstr("warning|{\"count\":1,\"value\":159,\"limit\":160,")));
}

TEST_F(CatalogCopy, WhatIsInQuarantineIsNotTouchedByACheck) {
  const QuarantinedBar bar{.at = "2024-06-04",
                           .source = "yahoo",
                           .values = {},
                           .other_source = "vega",
                           .other = {},
                           .found_on = *parse_date("2024-06-05")};
  ASSERT_TRUE(copy_quarantine(*db_, "ACME", kDaily, {bar}, kFirst).has_value());

  check(days({"2024-06-03", "2024-06-04"}), kLater);

  EXPECT_THAT(rows("SELECT kind, is_quarantined FROM data_findings WHERE resolved_at IS NULL"),
              ElementsAre("disagreement|1"));
  ASSERT_TRUE(copy_quarantine(*db_, "ACME", kDaily, {}, kLater).has_value());
  EXPECT_THAT(rows("SELECT 1 FROM data_findings WHERE resolved_at IS NULL"), IsEmpty());
}

TEST_F(CatalogCopy, ActionsAndChangesOfSymbolHaveTheirTable) {
  std::vector<formats::DatedAction> actions(4);
  actions[0] = {
      .symbol = "META", .action = {}, .source = "yahoo", .as_of = parse_date("2024-06-05")};
  actions[0].action.ex_date = *parse_date("2024-06-03");
  actions[0].action.numerator = 4;
  actions[1] = actions[0];
  actions[1].action.kind = CorporateAction::Kind::CashDividend;
  actions[1].action.amount = Price::from_raw(50'000'000);
  actions[2] = {.symbol = "META", .action = {}};
  actions[2].action.kind = CorporateAction::Kind::SymbolChange;
  actions[2].action.ex_date = *parse_date("2022-06-09");
  actions[2].action.symbol = Label{"META"};
  actions[3] = actions[0];
  actions[3].symbol = "ACME";
  const NewInstrument meta{
      .symbol = "META", .kind = "stock", .currency = "USD", .calendar = CalendarKind::Nyse};

  for (int again = 0; again < 2; ++again) {
    const auto copied = copy_actions(*db_, meta, actions, kFirst);
    ASSERT_TRUE(copied.has_value()) << copied.error().message;
  }

  EXPECT_THAT(rows("SELECT symbol, kind, currency, calendar FROM instruments"),
              ElementsAre("META|stock|USD|nyse"));
  EXPECT_THAT(rows("SELECT kind, numerator, denominator, amount, symbol, source FROM "
                   "corporate_actions ORDER BY kind"),
              ElementsAre("dividend|1|1|50000000||yahoo", "split|4|1|0||yahoo",
                          "symbol_change|1|1|0|META|"));

  actions.erase(actions.begin());
  ASSERT_TRUE(copy_actions(*db_, meta, actions, kLater).has_value());
  EXPECT_THAT(rows("SELECT kind FROM corporate_actions WHERE kind = 'split'"), IsEmpty())
      << "the home's table is the truth";
}

TEST_F(CatalogCopy, AnInstrumentOfUnknownCurrencyHasNone) {
  ASSERT_TRUE(copy_actions(*db_, {.symbol = "X", .kind = "index", .currency = {}}, {}, kFirst));

  EXPECT_THAT(rows("SELECT currency FROM instruments"), ElementsAre(std::string{"X"} + "XX"));
}

}  // namespace
}  // namespace tw::ingest
