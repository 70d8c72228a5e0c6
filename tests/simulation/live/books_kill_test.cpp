// The tables of sessions under fire, on both engines: the process dies by SIGKILL inside the
// commits and migrations that it makes, the server dies under a session. In the end the journal has
// the whole story, and the tables have it once.

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "core/splitmix.hpp"
#include "live/session_writer.hpp"
#include "store/database.hpp"
#include "store/migration.hpp"
#include "store/schema.hpp"
#include "store/session_tables.hpp"
#include "support/session_dump.hpp"
#include "support/temp_folder.hpp"
#include "support/test_database.hpp"
#include "support/walked_session.hpp"

namespace tw::live {
namespace {

using namespace std::chrono_literals;
using sql::Engine;
using support::dump_sessions;
using support::TestDatabase;
using support::WalkedSession;
using testing::IsEmpty;

constexpr std::chrono::milliseconds kPatience = 120s;
constexpr std::size_t kBatch = 70;
constexpr Timestamp kNow{1'764'000'000'000'000'000};

/// How many sessions are killed on each engine: 3, or a tenth of TW_KILL_RUNS (scripts/test --full:
/// 200), so that its point is hit more than ten times.
int kill_runs() {
  const char* runs = std::getenv("TW_KILL_RUNS");
  return std::max(3, runs != nullptr ? std::atoi(runs) / 10 : 0);
}

/// How often a child that may die came by the point where it may.
std::atomic<std::uint64_t>& passes() {
  static void* const shared =
      ::mmap(nullptr, 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static auto* const count = new (shared) std::atomic<std::uint64_t>{0};
  return *count;
}

/// Does `work` in a child, which is handed a function that kills it at its `nth` call; never, when
/// that is 0. Returns whether it died.
bool dies(std::uint64_t nth,
          const std::function<std::optional<std::string>(const std::function<void()>&)>& work) {
  passes() = 0;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto failure = work([nth] {
      if (passes().fetch_add(1) + 1 == nth) ::kill(::getpid(), SIGKILL);
    });
    if (failure) std::cerr << *failure << std::endl;
    ::_exit(failure ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    return true;
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
  return false;
}

class KilledBooks : public testing::TestWithParam<Engine> {
 protected:
  static const WalkedSession& session() {
    static const WalkedSession session{2, 400};
    return session;
  }
  static store::JournalWriter::Options options() {
    return {.session = 1, .segment_bytes = std::size_t{128} << 10};
  }
  static std::unique_ptr<sql::Connection> migrated(const TestDatabase& database) {
    auto connection = database.connect();
    EXPECT_TRUE(store::migrate(*connection, kNow));
    return connection;
  }
  static SessionWriter::Open open(const TestDatabase& database) {
    return [address = database.address()] { return store::open_database(address); };
  }
  static store::Journal read(const std::string& folder) {
    auto journal = store::Journal::read(folder);
    EXPECT_TRUE(journal.has_value()) << journal.error().message;
    EXPECT_FALSE(journal->damage().has_value());
    return std::move(*journal);
  }
  /// Plays the session in `folder` to its end from where it stands, and waits for its tables.
  /// Returns why not, if not.
  static std::optional<std::string> play(const std::string& folder, const TestDatabase& database,
                                         const std::function<void()>& before_commit) {
    std::optional<SessionWriter> writer;
    const auto store_from = [&](const store::JournalWriter& journal) {
      writer.emplace(
          folder, journal.size(), open(database),
          SessionWriter::Options{.batch = kBatch, .pause = 1ms, .before_commit = before_commit});
    };
    std::uint64_t records = 0;
    if (!std::filesystem::exists(folder)) {
      const auto journal = session().begin(folder, options());
      store_from(*journal);
      Tape tape{*journal};
      if (auto failure = session().play(tape)) return failure;
      records = journal->size();
    } else if (const auto cut = store::Journal::read(folder); WalkedSession::has_ended(*cut)) {
      records = cut->records().size();
      writer.emplace(folder, records, open(database),
                     SessionWriter::Options{.batch = kBatch, .before_commit = before_commit});
    } else {
      if (auto why = not_resumable(*cut)) return why;
      Tape tape{*cut, options(), store_from};
      if (auto failure = session().play(tape)) return failure;
      records = tape.writer()->size();
    }
    if (writer->wait_for(records, kPatience)) return std::nullopt;
    return writer->status().trouble.value_or("the tables are late");
  }
  /// Returns what the tables are to hold, by the journal alone.
  static std::string rebuilt(const std::string& folder) {
    const TestDatabase database{GetParam()};
    const auto connection = migrated(database);
    const auto done = rebuild(read(folder), *connection);
    EXPECT_TRUE(done.has_value()) << done.error();
    return dump_sessions(*connection);
  }

  support::TempFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Both, KilledBooks, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(KilledBooks, HaveEachRecordOnceWhereverACommitIsCutOff) {
  const TestDatabase database{GetParam()};
  const auto look = migrated(database);
  const std::string whole = folder_ / "whole/paper-1";
  ASSERT_FALSE(dies(0, [&](const auto& hook) { return play(whole, database, hook); }));
  const std::uint64_t commits = passes();
  ASSERT_GE(commits, 10U);
  const std::vector<std::string> story = WalkedSession::story(read(whole));
  const std::string expected = rebuilt(whole);
  EXPECT_GT(expected.size(), 20'000U);
  EXPECT_TRUE(dump_sessions(*look) == expected);

  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SplitMix dice{seed};
  int hits = 0;
  for (int run = 0; run < kill_runs(); ++run) {
    ASSERT_TRUE(store::SessionTables{*look}.erase("paper-1"));
    const std::string folder = folder_ / ("run-" + std::to_string(run) + "/paper-1");
    for (int death = 0; death < 3; ++death) {
      const std::uint64_t nth = 1 + dice.next() % (commits / 3);
      if (!dies(nth, [&](const auto& hook) { return play(folder, database, hook); })) break;
      hits += 1;
    }
    ASSERT_FALSE(dies(0, [&](const auto& hook) { return play(folder, database, hook); }));

    ASSERT_TRUE(WalkedSession::story(read(folder)) == story) << "run " << run;
    // Where files end depends on the cuts, and with them how records are numbered.
    ASSERT_TRUE(dump_sessions(*look) == rebuilt(folder)) << "run " << run;
    std::filesystem::remove_all(folder);
  }
  std::cout << "killed inside a commit on " << sql::word_of(GetParam()) << ": " << hits
            << " times\n";
  EXPECT_GE(hits, std::min(10, 2 * kill_runs()));
}

TEST_P(KilledBooks, ComeOutTheSameInBatchesOfAnySize) {
  const TestDatabase database{GetParam()};
  const auto look = migrated(database);
  const std::string folder = folder_ / "paper-1";
  const auto journal = session().begin(folder, options());
  Tape tape{*journal};
  ASSERT_EQ(session().play(tape), std::nullopt);

  for (const std::size_t batch : {std::size_t{37}, std::size_t{100'000}}) {
    ASSERT_TRUE(store::SessionTables{*look}.erase("paper-1"));
    SessionWriter writer{folder, journal->size(), open(database), {.batch = batch}};
    ASSERT_TRUE(writer.wait_for(journal->size(), kPatience)) << *writer.status().trouble;
    EXPECT_TRUE(dump_sessions(*look) == rebuilt(folder)) << "in batches of " << batch;
  }
}

TEST_P(KilledBooks, AMigrationThatIsCutOffChangesNothingAndIsDoneTheNextTime) {
  const std::size_t steps = store::migrations().size();
  ASSERT_GE(steps, 10U) << "each is a point to die at";
  for (std::size_t nth = 1; nth <= steps; ++nth) {
    const TestDatabase database{GetParam()};

    ASSERT_TRUE(dies(nth, [&](const auto& hook) -> std::optional<std::string> {
      const auto done = store::migrate(*database.connect(), kNow, store::migrations(), hook);
      return done ? std::nullopt : std::optional{done.error().message};
    }));

    const auto look = database.connect();
    const auto state = store::read_schema_state(*look);
    ASSERT_TRUE(state.has_value()) << state.error().message;
    using State = store::MigrationStatus::State;
    EXPECT_EQ(std::ranges::count(state->steps, State::Applied, &store::MigrationStatus::state),
              static_cast<std::ptrdiff_t>(nth - 1));
    EXPECT_EQ(state->foreign_table, "") << "a part of step " << nth << " is there";
    const auto applied = store::migrate(*look, kNow);
    ASSERT_TRUE(applied.has_value()) << applied.error().message;
    EXPECT_EQ(applied->size(), steps - nth + 1);
    EXPECT_THAT(*store::check_database(*look), IsEmpty());
  }
  std::cout << "killed inside a migration on " << sql::word_of(GetParam()) << ": " << steps
            << " times\n";
}

TEST(FullDatabase, IsSaidAndCaughtUpWithOnceThereIsRoom) {
  const WalkedSession session{2, 400};
  const support::TempFolder folder;
  const sql::Address address = sql::Address::sqlite(folder / "small.db");
  ASSERT_TRUE(store::open_database(address).has_value());
  std::atomic<bool> is_small{true};
  const SessionWriter::Open open = [&]() {
    auto database = store::open_database(address);
    // What a full disk is to SQLite, and as exact as no disk could be.
    if (database && is_small) {
      const auto limited = (*database)->script("PRAGMA max_page_count = 200");
      if (!limited) throw std::runtime_error{limited.error().message};
    }
    return database;
  };
  const auto journal = session.begin(folder / "paper-1", {.session = 1, .segment_bytes = 1 << 17});
  SessionWriter writer{folder / "paper-1", 1, open, {.batch = 50, .pause = 1ms, .retry = 5ms}};
  Tape tape{*journal};

  ASSERT_EQ(session.play(tape), std::nullopt) << "the core does not wait for SQL";

  EXPECT_FALSE(writer.wait_for(journal->size(), 200ms));
  EXPECT_THAT(writer.status().trouble.value_or(""), testing::HasSubstr("full"));
  is_small = false;
  ASSERT_TRUE(writer.wait_for(journal->size(), kPatience)) << *writer.status().trouble;
  const auto rebuilt = store::open_database(sql::Address::sqlite(folder / "rebuilt.db"));
  ASSERT_TRUE(rebuild(*store::Journal::read(folder / "paper-1"), **rebuilt).has_value());
  EXPECT_TRUE(dump_sessions(**store::open_database(address)) == dump_sessions(**rebuilt));
}

TEST(KilledServer, UnderASessionIsToldOfAndCaughtUpWith) {
  const WalkedSession session{2, 400};
  const support::TempFolder folder;
  const TestDatabase database{Engine::Postgres};
  ASSERT_TRUE(store::migrate(*database.connect(), kNow));
  const auto journal = session.begin(folder / "paper-1", {.session = 1, .segment_bytes = 1 << 17});
  SessionWriter writer{folder / "paper-1",
                       1,
                       [address = database.address()] { return store::open_database(address); },
                       {.batch = 50, .pause = 1ms, .retry = 5ms}};
  Tape tape{*journal};
  PaperReplay replay{session.spec(), session.feeds(), {.is_paused = true}, &tape};
  for (int i = 0; i < 20; ++i) replay.feed().step();
  ASSERT_TRUE(writer.wait_for(40, kPatience)) << writer.status().trouble.value_or("");

  TestDatabase::server().kill();
  replay.feed().set_paused(false);
  const PaperRun run = replay.finish();

  EXPECT_EQ(run.failure, std::nullopt) << "the core does not wait for SQL";
  end_journal(*journal, run.commands_hash);
  EXPECT_FALSE(writer.wait_for(journal->size(), 50ms));
  EXPECT_NE(writer.status().trouble, std::nullopt) << "and it is said";
  TestDatabase::server().start();
  ASSERT_TRUE(writer.wait_for(journal->size(), kPatience)) << *writer.status().trouble;
  const TestDatabase other{Engine::Postgres};
  const auto rebuilt = other.connect();
  ASSERT_TRUE(store::migrate(*rebuilt, kNow));
  ASSERT_TRUE(rebuild(*store::Journal::read(folder / "paper-1"), *rebuilt).has_value());
  EXPECT_TRUE(dump_sessions(*database.connect()) == dump_sessions(*rebuilt));
}

}  // namespace
}  // namespace tw::live
