#include "store/run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "store/migration.hpp"
#include "support/test_database.hpp"

// What runs leave in the database: the same on both engines.
namespace tw::store {
namespace {

using backtest::BacktestReport;
using backtest::Metric;
using backtest::TimeLabel;
using sql::Engine;
using support::TestDatabase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Timestamp kNow{1'764'000'000'000'000'000};

TimeLabel day(int offset) {
  const Date date{18'000 + offset};
  return {.at = date.midnight() + Duration::hours(20), .session = date, .is_date = true};
}

BacktestReport report(const std::string& id, const std::string& strategy = "sma_cross") {
  BacktestReport report{.run_id = id,
                        .commands_hash = "c0ffee",
                        .code_version = "0.1.0",
                        .title = strategy + " on \"AAPL\"",
                        .strategy = strategy,
                        .parameters = {{"fast", "10"}, {"odd\"", "\n"}},
                        .symbols = {"AAPL"},
                        .spec_json = "{}",
                        .initial_cash = Money::whole(100'000)};
  report.metrics = {{"total_return", "Return", Metric::Kind::Percent, 0.125},
                    {"sharpe", "Sharpe", Metric::Kind::Ratio, std::nullopt},
                    {"trades", "Trades", Metric::Kind::Count, 2.0},
                    {"odd", "Odd", Metric::Kind::Days, std::numeric_limits<double>::quiet_NaN()}};
  for (int i = 0; i < 5; ++i) {
    report.equity.push_back({.at = day(i), .value = Money::whole(100'000 + i)});
    report.benchmark.push_back(100'000.5 + i);
  }
  for (int i = 0; i < 2; ++i) {
    report.trades.push_back({.symbol = "AAPL",
                             .strategy = strategy,
                             .is_long = i == 0,
                             .quantity = Quantity::whole(i == 0 ? 10 : -7),
                             .exit_quantity = Quantity::whole(i == 0 ? 10 : -7),
                             .entry_at = day(i),
                             .entry_price = Price::whole(100),
                             .exit_at = day(i + 2),
                             .exit_price = Price::whole(101),
                             .pnl = Money::whole(i == 0 ? 9 : -8),
                             .return_ = 0.01,
                             .commission = Money::whole(1),
                             .entry_tag = "cross_up",
                             .exit_tag = "stop"});
  }
  return report;
}

SweepRecord sweep(const std::string& id) {
  SweepRecord record{.id = id,
                     .data_hash = "da7a",
                     .symbols = "AAPL",
                     .timeframe = "1d",
                     .first_at = Timestamp{1},
                     .last_at = Timestamp{2},
                     .kind = "grid",
                     .strategy = "sma_cross",
                     .spec = "{}",
                     .axes = "[]",
                     .objective = "sharpe",
                     .trials = 100,
                     .code_version = "0.1.0"};
  record.best = {{.number = 7, .parameters = "{\"fast\":10}", .score = 1.5, .trades = 3},
                 {.number = 2, .parameters = "{\"fast\":20}", .score = 2.5, .trades = 4}};
  return record;
}

class Runs : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const auto migrated = migrate(*db, kNow);
    ASSERT_TRUE(migrated) << migrated.error().message;
  }
  std::vector<std::string> ids(const RunFilter& filter = {}) {
    std::vector<std::string> ids;
    const auto runs = list_runs(*db, filter);
    EXPECT_TRUE(runs) << runs.error().message;
    for (const RunSummary& run : *runs) ids.push_back(run.id);
    return ids;
  }
  std::int64_t rows(const std::string& table) {
    return db->one<std::int64_t>("SELECT count(*) FROM " + table)->value();
  }

  TestDatabase database{GetParam()};
  std::unique_ptr<sql::Connection> db = database.connect();
};

INSTANTIATE_TEST_SUITE_P(Both, Runs, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(Runs, ABacktestIsReadBackAsItWasKept) {
  const BacktestReport told = report("aa11");
  const auto saved = save_backtest(*db, told, kNow);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_TRUE(*saved);

  const auto kept = load_backtest(*db, "aa11");

  ASSERT_TRUE(kept && *kept);
  const backtest::ComparedRun expected = backtest::compared(told.title, told);
  EXPECT_EQ((*kept)->name, told.title);
  EXPECT_EQ((*kept)->commands_hash, "c0ffee");
  EXPECT_EQ((*kept)->metric("total_return"), 0.125);
  EXPECT_EQ((*kept)->metric("sharpe"), std::nullopt);
  EXPECT_EQ((*kept)->metric("odd"), std::nullopt);
  ASSERT_EQ((*kept)->trades.size(), expected.trades.size());
  for (std::size_t i = 0; i < expected.trades.size(); ++i) {
    EXPECT_EQ((*kept)->trades[i].key(), expected.trades[i].key());
    EXPECT_EQ((*kept)->trades[i].pnl, expected.trades[i].pnl);
    EXPECT_EQ((*kept)->trades[i].quantity, expected.trades[i].quantity);
  }
  ASSERT_EQ((*kept)->equity.size(), 5U);
  EXPECT_EQ((*kept)->equity[4].value, Money::whole(100'004));
  EXPECT_EQ(to_string((*kept)->equity[4].at), to_string(told.equity[4].at));
  EXPECT_FALSE(load_backtest(*db, "none").value());
}

TEST_P(Runs, TheSameRunIsKeptOnce) {
  ASSERT_TRUE(save_backtest(*db, report("aa11"), kNow).value());
  EXPECT_FALSE(save_backtest(*db, report("aa11"), kNow).value());

  EXPECT_EQ(rows("backtests"), 1);
  EXPECT_EQ(rows("backtest_trades"), 2);
}

TEST_P(Runs, ARunThatCannotBeKeptWholeIsNotKeptAtAll) {
  BacktestReport odd = report("aa11");
  odd.trades[1].exit_tag = std::string{"\xFF"};  // No text.

  EXPECT_FALSE(save_backtest(*db, odd, kNow));
  EXPECT_EQ(rows("backtests"), 0);
  EXPECT_EQ(rows("backtest_trades"), 0);
  EXPECT_TRUE(save_backtest(*db, report("aa11"), kNow).value());
}

TEST_P(Runs, OfAnIntradayCurveTheLastOfEachDayIsKept) {
  BacktestReport hourly = report("aa11");
  hourly.equity.clear();
  hourly.benchmark.clear();
  for (int i = 0; i < 48; ++i) {
    hourly.equity.push_back(
        {.at = {.at = Date{18'000}.midnight() + Duration::hours(i), .is_date = false},
         .value = Money::whole(i)});
  }
  ASSERT_TRUE(save_backtest(*db, hourly, kNow));

  const auto kept = load_backtest(*db, "aa11");
  ASSERT_TRUE(kept && *kept);
  ASSERT_EQ((*kept)->equity.size(), 2U);
  EXPECT_EQ((*kept)->equity[0].value, Money::whole(23));
  EXPECT_EQ((*kept)->equity[1].value, Money::whole(47));
}

TEST_P(Runs, ASearchKeepsItsBestAndCountsItsTrialsOnTheData) {
  ASSERT_TRUE(save_sweep(*db, sweep("5w"), kNow).value());
  ASSERT_TRUE(save_sweep(*db, sweep("6w"), kNow).value());
  EXPECT_FALSE(save_sweep(*db, sweep("6w"), kNow).value());

  const auto best = load_trials(*db, "5w");
  ASSERT_TRUE(best);
  ASSERT_THAT(*best, SizeIs(2));
  EXPECT_EQ((*best)[0].number, 2U);
  EXPECT_EQ((*best)[0].score, 2.5);
  EXPECT_EQ(db->one<std::int64_t>("SELECT trial_count FROM data_sets WHERE id = 'da7a'")->value(),
            200);
  EXPECT_EQ(list_runs(*db, {})->front().total_return, 2.5);
}

TEST_P(Runs, AListIsNewestFirstAndGoesOnPageByPage) {
  for (int i = 0; i < 7; ++i) {
    // Several of one moment: the id decides.
    ASSERT_TRUE(
        save_backtest(*db, report("run" + std::to_string(i)), kNow + Duration::seconds(i / 3)));
  }
  ASSERT_TRUE(save_sweep(*db, sweep("sweep"), kNow + Duration::seconds(9)));
  // The writer of sessions keeps these; here they are only listed.
  ASSERT_TRUE(db->execute(
      "INSERT INTO strategy_runs (id, mode, title, options, code_version, started_at) VALUES "
      "('paper-1', 'paper', 'sma_cross on AAPL', '{}', '0.1.0', ?)",
      {kNow + Duration::seconds(8)}));

  const std::vector<std::string> all = ids();
  EXPECT_THAT(
      all, ElementsAre("sweep", "paper-1", "run6", "run5", "run4", "run3", "run2", "run1", "run0"));
  std::vector<std::string> paged;
  RunFilter filter{.kind = {}, .strategy = {}, .limit = 2, .after = {}};
  while (true) {
    const auto page = list_runs(*db, filter);
    ASSERT_TRUE(page);
    if (page->empty()) break;
    for (const RunSummary& run : *page) paged.push_back(run.id);
    filter.after = std::pair{page->back().created_at, page->back().id};
  }
  EXPECT_EQ(paged, all);
  EXPECT_THAT(ids({.kind = RunKind::Sweep, .strategy = {}, .after = {}}), ElementsAre("sweep"));
  EXPECT_THAT(ids({.kind = {}, .strategy = "none", .after = {}}), IsEmpty());
}

TEST_P(Runs, ARunIsFoundByHowItsIdBegins) {
  ASSERT_TRUE(save_backtest(*db, report("aa11"), kNow));
  ASSERT_TRUE(save_backtest(*db, report("ab22"), kNow));
  ASSERT_TRUE(save_backtest(*db, report("%_33"), kNow));

  EXPECT_THAT(*find_runs(*db, "aa"), SizeIs(1));
  EXPECT_THAT(*find_runs(*db, "a"), SizeIs(2));
  EXPECT_THAT(*find_runs(*db, "%"), SizeIs(1));
  EXPECT_THAT(*find_runs(*db, "z"), IsEmpty());
}

TEST_P(Runs, OfTwoWhoLabelARunThatTheyReadAtOnceTheSecondIsTold) {
  ASSERT_TRUE(save_backtest(*db, report("aa11"), kNow));
  ASSERT_TRUE(save_sweep(*db, sweep("5w"), kNow));
  for (const char* id : {"aa11", "5w"}) {
    const RunSummary seen_by_both = find_runs(*db, id)->front();
    const auto other = database.connect();

    ASSERT_TRUE(label_run(*db, seen_by_both, "first"));
    const auto second = label_run(*other, seen_by_both, "second");

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, sql::Reason::Conflict);
    EXPECT_EQ(find_runs(*other, id)->front().note, "first");
    EXPECT_TRUE(label_run(*other, find_runs(*other, id)->front(), "second"));
    EXPECT_EQ(find_runs(*db, id)->front().note, "second");
  }
  const auto session = label_run(*db, {.kind = RunKind::Session, .id = "paper-1"}, "x");
  EXPECT_EQ(session.error().reason, sql::Reason::Refused);
}

TEST_P(Runs, WhatGaveABacktestIsKeptWithIt) {
  const RunOptions options{{"strategy", "sma_cross"}, {"data", "odd \"\n.csv"}, {"data", "b.csv"}};
  ASSERT_TRUE(save_backtest(*db, report("aa11"), kNow, options));
  ASSERT_TRUE(save_backtest(*db, report("ab22"), kNow));

  const auto origin = load_origin(*db, "aa11");

  ASSERT_TRUE(origin && *origin);
  EXPECT_EQ((*origin)->options, options);
  EXPECT_EQ((*origin)->commands_hash, "c0ffee");
  EXPECT_THAT((*load_origin(*db, "ab22"))->options, IsEmpty());
  EXPECT_FALSE(load_origin(*db, "none")->has_value());
}

TEST_P(Runs, ADeletedRunLeavesNothingBehind) {
  ASSERT_TRUE(save_backtest(*db, report("aa11"), kNow));
  ASSERT_TRUE(save_backtest(*db, report("ab22"), kNow));
  ASSERT_TRUE(save_sweep(*db, sweep("5w"), kNow));

  for (const char* id : {"aa11", "5w"}) {
    EXPECT_TRUE(delete_run(*db, find_runs(*db, id)->front()).value());
  }

  EXPECT_THAT(ids(), ElementsAre("ab22"));
  for (const auto& [table, left] : {std::pair{"backtest_trades", 2},
                                    {"equity_points", 5},
                                    {"performance_metrics", 4},
                                    {"trials", 0}}) {
    EXPECT_EQ(rows(table), left) << table;
  }
  EXPECT_FALSE(delete_run(*db, {.kind = RunKind::Backtest, .id = "aa11"}).value());
}

}  // namespace
}  // namespace tw::store
