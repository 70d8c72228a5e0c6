// What a session's journal says, in the tables of a database: in order, once, and never in the way.

#include "live/session_writer.hpp"

#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "live/paper_replay.hpp"
#include "live/session_journal.hpp"
#include "store/database.hpp"
#include "store/session_tables.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"
#include "support/session_dump.hpp"
#include "support/temp_folder.hpp"

namespace tw::live {
namespace {

using namespace std::chrono_literals;
using support::dump_sessions;
using testing::HasSubstr;

constexpr std::chrono::milliseconds kPatience = 60s;

class StoredSession : public testing::Test {
 protected:
  StoredSession() : spec_{backtest::spec_of(backtest::Preset::Realistic)} {
    const std::vector<strategies::Setting> settings{
        {"fast", "3"}, {"slow", "8"}, {"stop", "0.05"}, {"target", "0.05"}};
    spec_.parameters = *strategies::resolve(**strategies::find(spec_.strategy), settings);
    for (std::uint32_t i = 0; i < 2; ++i) {
      feeds_.push_back({.instrument = {.id = InstrumentId{i}, .symbol = i == 0 ? "UP" : "DOWN"},
                        .bars = tables_[i].view(InstrumentId{i}),
                        .range = {100, 400}});
    }
  }

  SessionWriter::Open database(const std::string& name = "tradewind.db") const {
    return
        [address = sql::Address::sqlite(folder_ / name)] { return store::open_database(address); };
  }
  std::unique_ptr<sql::Connection> look(const std::string& name = "tradewind.db") const {
    auto opened = database(name)();
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return std::move(*opened);
  }
  std::string session() const { return folder_ / "paper-1"; }

  std::unique_ptr<store::JournalWriter> begin() const {
    auto writer = store::JournalWriter::create(session(), {.segment_bytes = 32 << 10});
    EXPECT_TRUE(writer.has_value()) << writer.error().message;
    const auto opening = formats::encode(opening_of(
        spec_, feeds_,
        {{"strategy", "sma_cross"}, {"symbols", "UP"}, {"symbols", "DOWN"}, {"cash", "10000"}},
        "paper", {}));
    (*writer)->append(static_cast<std::uint16_t>(formats::RecordKind::Opening),
                      formats::kRecordVersion, opening);
    return std::move(*writer);
  }
  /// Trades to the end of the history; returns what came of it and how many records there are.
  PaperRun trade(std::uint64_t* records = nullptr) const {
    const auto writer = begin();
    Tape tape{*writer};
    PaperRun run;
    {
      PaperReplay replay{spec_, feeds_, {}, &tape};
      run = replay.finish();
    }
    end_journal(*writer, run.commands_hash);
    if (records != nullptr) *records = writer->size();
    return run;
  }
  store::Journal journal() const {
    auto journal = store::Journal::read(session());
    EXPECT_TRUE(journal.has_value()) << journal.error().message;
    return std::move(*journal);
  }
  static std::int64_t number(sql::Connection& database, std::string_view query) {
    const auto found = database.one<std::int64_t>(query);
    EXPECT_TRUE(found.has_value()) << found.error().message;
    return found->value_or(0);
  }

  support::TempFolder folder_;
  backtest::BacktestSpec spec_;
  std::vector<BarTable> tables_{support::random_walk(11, 400), support::random_walk(12, 400)};
  std::vector<backtest::Feed> feeds_;
};

TEST_F(StoredSession, IsInTheTablesAsItsBooksHaveIt) {
  PaperRun run;
  {
    const auto journal = begin();
    SessionWriter writer{session(), 1, database(), {.batch = 100}};
    Tape tape{*journal};
    {
      PaperReplay replay{spec_, feeds_, {}, &tape};
      run = replay.finish();
    }
    end_journal(*journal, run.commands_hash);
    ASSERT_TRUE(writer.wait_for(journal->size(), kPatience)) << *writer.status().trouble;
  }

  const auto db = look();
  EXPECT_GT(run.last.trades, 20U);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM fills"), static_cast<std::int64_t>(run.last.fills));
  EXPECT_EQ(number(*db, "SELECT count(*) FROM trades"), static_cast<std::int64_t>(run.last.trades));
  EXPECT_EQ(number(*db, "SELECT sum(amount) FROM cash_ledger"), run.last.cash.raw());
  EXPECT_EQ(
      number(*db, "SELECT balance FROM cash_ledger ORDER BY sequence DESC, part DESC LIMIT 1"),
      run.last.cash.raw());
  EXPECT_EQ(number(*db, "SELECT sum(commission) FROM fills"), run.last.commissions.raw());
  EXPECT_EQ(number(*db, "SELECT count(*) FROM orders WHERE ended_at IS NULL"),
            static_cast<std::int64_t>(run.last.orders_working));
  EXPECT_EQ(number(*db,
                   "SELECT count(*) FROM positions p WHERE quantity <> (SELECT sum(CASE side WHEN "
                   "'buy' THEN f.quantity ELSE -f.quantity END) FROM fills f WHERE f.symbol = "
                   "p.symbol)"),
            0);
  const auto hash = db->one<std::string>("SELECT commands_hash FROM strategy_runs");
  EXPECT_EQ(hash->value_or(""), run.commands_hash);
}

TEST_F(StoredSession, ComesOutTheSameWhenItIsMadeAnewFromItsJournal) {
  std::uint64_t records = 0;
  trade(&records);
  // Batches of another size, so that orders and positions are written at other moments.
  {
    SessionWriter writer{session(), records, database(), {.batch = 7}};
    ASSERT_TRUE(writer.wait_for(records, kPatience));
  }
  const auto rebuilt = look("rebuilt.db");
  ASSERT_TRUE(rebuild(journal(), *rebuilt).has_value());

  const std::string live = dump_sessions(*look());
  EXPECT_GT(live.size(), 10'000U);
  EXPECT_TRUE(live == dump_sessions(*rebuilt));

  // And once more over what is there.
  ASSERT_TRUE(rebuild(journal(), *rebuilt).has_value());
  EXPECT_TRUE(live == dump_sessions(*rebuilt));
}

TEST_F(StoredSession, GoesOnWhileItsDatabaseIsAwayAndCatchesUp) {
  std::atomic<bool> is_away{true};
  const SessionWriter::Open sometimes =
      [&, open = database()]() -> std::expected<std::unique_ptr<sql::Connection>, sql::Error> {
    if (is_away) return std::unexpected{sql::Error{sql::Reason::Lost, "the server has gone"}};
    return open();
  };
  std::uint64_t records = 0;
  SessionWriter writer{session(), 0, sometimes, {.batch = 50, .retry = 1ms}};

  const PaperRun run = trade(&records);

  EXPECT_EQ(run.failure, std::nullopt) << "the core did not wait";
  EXPECT_FALSE(writer.wait_for(1, 5ms));
  EXPECT_THAT(writer.status().trouble.value_or(""), HasSubstr("the server has gone"));
  is_away = false;
  ASSERT_TRUE(writer.wait_for(records, kPatience));
  const auto rebuilt = look("rebuilt.db");
  ASSERT_TRUE(rebuild(journal(), *rebuilt).has_value());
  EXPECT_TRUE(dump_sessions(*look()) == dump_sessions(*rebuilt));
}

TEST_F(StoredSession, IsTakenUpWhereTheTablesEnd) {
  std::uint64_t records = 0;
  trade(&records);
  {
    SessionWriter writer{session(), records, database(), {.batch = 40, .pause = 1ms}};
    ASSERT_TRUE(writer.wait_for(200, kPatience));
  }
  {
    SessionWriter writer{session(), records, database(), {}};
    ASSERT_TRUE(writer.wait_for(records, kPatience));
  }

  const auto rebuilt = look("rebuilt.db");
  ASSERT_TRUE(rebuild(journal(), *rebuilt).has_value());
  EXPECT_TRUE(dump_sessions(*look()) == dump_sessions(*rebuilt));
}

TEST_F(StoredSession, ThatTheTablesKnowMoreOfThanItsJournalIsMadeAnew) {
  std::uint64_t records = 0;
  trade(&records);
  {
    SessionWriter writer{session(), records, database(), {}};
    ASSERT_TRUE(writer.wait_for(records, kPatience));
  }
  // Power was lost, and the end of the journal with it.
  const std::uint64_t kept = records / 2;
  store::JournalWriter::resume(journal(), kept, {.segment_bytes = 32 << 10}).value()->close();

  {
    SessionWriter writer{session(), kept, database(), {}};
    ASSERT_TRUE(writer.wait_for(kept, kPatience));
  }

  const auto rebuilt = look("rebuilt.db");
  ASSERT_TRUE(rebuild(journal(), *rebuilt).has_value());
  EXPECT_TRUE(dump_sessions(*look()) == dump_sessions(*rebuilt));
}

TEST_F(StoredSession, IsWrittenByOneAtATime) {
  std::uint64_t records = 0;
  trade(&records);
  const auto db = look();
  ASSERT_TRUE(rebuild(journal(), *db).has_value());

  const auto again =
      store::SessionTables{*db}.add("paper-1", {.first_sequence = 5, .last_sequence = 9});

  ASSERT_FALSE(again.has_value());
  EXPECT_THAT(again.error().message, HasSubstr("another stretch of session 'paper-1'"));
}

}  // namespace
}  // namespace tw::live
