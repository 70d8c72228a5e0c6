// The tables of sessions under fire, on both engines: the process dies by SIGKILL inside the
// commits and migrations that it makes, the server dies under a session. In the end the journal has
// the whole story, and the tables have it once.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
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
#include <thread>
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
constexpr std::size_t kBatch = 400;
constexpr Timestamp kNow{1'764'000'000'000'000'000};

// What a session under fire is made of: so many events that it is still being played while its
// first batches are committed, and so few orders that its tables are soon compared.
const WalkedSession& session_under_load() {
  static const WalkedSession session{8, 1200, {.fast = "20", .slow = "120"}};
  return session;
}
constexpr double kEventsMin = 20'000;  // A second.

/// Whether this is the long version: TW_KILL_RUNS is 200 (scripts/test --full), so that each point
/// is to be hit ten times at least.
bool is_long() {
  const char* runs = std::getenv("TW_KILL_RUNS");
  return runs != nullptr && std::atoi(runs) >= 200;
}

/// What a child that may die at any moment tells its parent.
struct Told {
  std::atomic<std::uint64_t> passes{0};    ///< How often it came by the point where it may die.
  std::atomic<std::uint64_t> begun_ns{0};  ///< When it began to play.
  std::atomic<std::uint64_t> took_ns{0};   ///< From then to its death.
  std::atomic<std::uint64_t> cpu_ns{0};    ///< Of the session until its death, without its tables.
};
Told& told() {
  static void* const shared =
      ::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static auto* const told = new (shared) Told;
  return *told;
}

std::uint64_t nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

/// Of the thread that writes tables, about to die: what the others had until now.
void tell_rate() {
  told().took_ns = nanoseconds(CLOCK_MONOTONIC) - told().begun_ns;
  told().cpu_ns = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

/// Events that sessions were told before they were killed, and what that took.
struct Rate {
  std::uint64_t events = 0;
  std::uint64_t took_ns = 0;
  std::uint64_t cpu_ns = 0;
  int lives = 0;

  void add(const store::Journal& cut, std::uint64_t took, std::uint64_t cpu) {
    events += static_cast<std::uint64_t>(
        std::ranges::count(cut.records(), static_cast<std::uint16_t>(formats::RecordKind::Event),
                           &store::JournalRecord::kind));
    took_ns += took;
    cpu_ns += cpu;
    lives += 1;
  }
  /// Prints it, and holds it in time of a core: beside other suites the clock on the wall says
  /// nothing.
  void expect_load(std::string_view when) const {
    ASSERT_GT(lives, 0) << "no session was still being played when it was killed";
    const auto a_second = [&](std::uint64_t ns) {
      return static_cast<double>(events) * 1e9 / static_cast<double>(ns);
    };
    std::cout << "events a second while " << when << ": " << static_cast<int>(a_second(took_ns))
              << ", of a core: " << static_cast<int>(a_second(cpu_ns)) << "\n";
    EXPECT_GE(a_second(cpu_ns), kEventsMin);
  }
};

/// Does `work` in a child, which is handed a function that kills it at its `nth` call; never, when
/// that is 0. Returns whether it died.
bool dies(std::uint64_t nth,
          const std::function<std::optional<std::string>(const std::function<void()>&)>& work) {
  told().passes = 0;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto failure = work([nth] {
      if (told().passes.fetch_add(1) + 1 != nth) return;
      tell_rate();
      ::kill(::getpid(), SIGKILL);
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
  static const WalkedSession& session() { return session_under_load(); }
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
      // The tables are open before events come, so that their first commits are under load.
      if (!writer->wait_for(1, kPatience)) return writer->status().trouble.value_or("late");
      told().begun_ns = nanoseconds(CLOCK_MONOTONIC);
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
  std::string rebuilt(const std::string& folder) const {
    const auto done = rebuild(read(folder), *beside_);
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return dump_sessions(*beside_);
  }

  support::TempFolder folder_;
  const TestDatabase other_{GetParam()};
  const std::unique_ptr<sql::Connection> beside_ = migrated(other_);
};

INSTANTIATE_TEST_SUITE_P(Both, KilledBooks, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(KilledBooks, HaveEachRecordOnceWhereverACommitIsCutOff) {
  const TestDatabase database{GetParam()};
  const auto look = migrated(database);
  const std::string whole = folder_ / "whole/paper-1";
  ASSERT_FALSE(dies(0, [&](const auto& hook) { return play(whole, database, hook); }));
  const std::uint64_t commits = told().passes;
  ASSERT_GE(commits, 10U);
  const std::vector<std::string> story = WalkedSession::story(read(whole));
  const std::string expected = rebuilt(whole);
  EXPECT_GT(expected.size(), 20'000U);
  EXPECT_TRUE(dump_sessions(*look) == expected);

  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SplitMix dice{seed};
  int hits = 0;
  Rate rate;
  const int runs = is_long() ? 20 : 3;
  for (int run = 0; run < runs; ++run) {
    ASSERT_TRUE(store::SessionTables{*look}.erase("paper-1"));
    const std::string folder = folder_ / ("run-" + std::to_string(run) + "/paper-1");
    for (int death = 0; death < 3; ++death) {
      // The first death comes while events do; later ones may come while the tables catch up.
      const std::uint64_t nth = death == 0 ? 2 + dice.next() % 2 : 1 + dice.next() % (commits / 2);
      if (!dies(nth, [&](const auto& hook) { return play(folder, database, hook); })) break;
      hits += 1;
      const store::Journal cut = read(folder);
      const bool is_under_load = death == 0 && !WalkedSession::has_ended(cut);
      if (is_under_load) rate.add(cut, told().took_ns, told().cpu_ns);
    }
    ASSERT_FALSE(dies(0, [&](const auto& hook) { return play(folder, database, hook); }));

    ASSERT_TRUE(WalkedSession::story(read(folder)) == story) << "run " << run;
    // Where files end depends on the cuts, and with them how records are numbered.
    ASSERT_TRUE(dump_sessions(*look) == rebuilt(folder)) << "run " << run;
    std::filesystem::remove_all(folder);
  }
  std::cout << "killed inside a commit on " << sql::word_of(GetParam()) << ": " << hits
            << " times, " << rate.lives << " of them under load\n";
  rate.expect_load("killed inside commits");
  EXPECT_GE(hits, is_long() ? 10 : 3);
  if (is_long()) {
    EXPECT_GE(rate.lives, 10);
  }
}

TEST_P(KilledBooks, ComeOutTheSameInBatchesOfAnySize) {
  const TestDatabase database{GetParam()};
  const auto look = migrated(database);
  const WalkedSession session{2, 400};
  const std::string folder = folder_ / "paper-1";
  const auto journal = session.begin(folder, options());
  Tape tape{*journal};
  ASSERT_EQ(session.play(tape), std::nullopt);

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
  const std::size_t stride = is_long() ? 1 : 3;
  int hits = 0;
  for (std::size_t nth = 1; nth <= steps; nth += stride) {
    const TestDatabase database{GetParam()};

    ASSERT_TRUE(dies(nth, [&](const auto& hook) -> std::optional<std::string> {
      const auto done = store::migrate(*database.connect(), kNow, store::migrations(), hook);
      return done ? std::nullopt : std::optional{done.error().message};
    }));
    hits += 1;

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
  std::cout << "killed inside a migration on " << sql::word_of(GetParam()) << ": " << hits
            << " times\n";
  EXPECT_GE(hits, is_long() ? 10 : 5);
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

/// Returns what the tables of a session are to hold, by its journal alone.
std::string rebuilt_in(const TestDatabase& database, const std::string& folder) {
  const auto connection = database.connect();
  EXPECT_TRUE(store::migrate(*connection, kNow));
  EXPECT_TRUE(rebuild(*store::Journal::read(folder), *connection).has_value());
  return dump_sessions(*connection);
}

/// Kills the server when the writer of the tables is about to commit for the `nth` time: at once,
/// or so much later, when it may be inside the commit or behind it. Once.
class Assassin {
 public:
  Assassin(int nth, std::chrono::microseconds later) : nth_{nth}, later_{later} {}

  /// Thread: the writer's.
  void before_commit() {
    commits_ += 1;
    if (commits_ != nth_) return;
    const ReplayFeed* const feed = feed_;
    is_under_load_ = feed == nullptr || !feed->is_done();
    if (later_ == 0us) return kill();
    killer_ = std::jthread{[this] {
      const auto due = std::chrono::steady_clock::now() + later_;
      while (std::chrono::steady_clock::now() < due) continue;  // A sleep would be too coarse.
      kill();
    }};
  }
  void look_at(const ReplayFeed& feed) { feed_ = &feed; }
  void wait() { has_killed_.wait(false); }
  /// Returns whether events were still coming then.
  bool is_under_load() const { return is_under_load_; }

 private:
  void kill() {
    TestDatabase::server().kill();
    has_killed_ = true;
    has_killed_.notify_all();
  }

  const int nth_;
  const std::chrono::microseconds later_;
  int commits_ = 0;
  bool is_under_load_ = false;
  std::atomic<const ReplayFeed*> feed_{nullptr};
  std::atomic<bool> has_killed_{false};
  std::jthread killer_;
};

TEST(KilledServer, InsideCommitsUnderLoadLosesNothingAndDoublesNothing) {
  const WalkedSession& session = session_under_load();
  const support::TempFolder folders;
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SplitMix dice{seed};
  const int runs = is_long() ? 20 : 2;
  const TestDatabase database{Engine::Postgres};
  const TestDatabase beside{Engine::Postgres};
  ASSERT_TRUE(store::migrate(*database.connect(), kNow));
  int hits = 0;
  Rate rate;
  for (int run = 0; run < runs; ++run) {
    const std::string folder = folders / ("run-" + std::to_string(run) + "/paper-1");
    ASSERT_TRUE(store::SessionTables{*database.connect()}.erase("paper-1"));
    const auto later = std::chrono::microseconds{run % 2 == 0 ? 0 : 1 + dice.next() % 1500};
    Assassin assassin{static_cast<int>(2 + dice.next() % 2), later};
    const auto journal = session.begin(folder, {.session = 1, .segment_bytes = 1 << 17});
    SessionWriter writer{folder,
                         1,
                         [address = database.address()] { return store::open_database(address); },
                         {.batch = kBatch, .pause = 1ms, .retry = 5ms, .before_commit = [&] {
                            assassin.before_commit();
                          }}};
    ASSERT_TRUE(writer.wait_for(1, kPatience)) << writer.status().trouble.value_or("");
    Tape tape{*journal};
    const std::uint64_t begun = nanoseconds(CLOCK_MONOTONIC);
    const std::uint64_t cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    PaperReplay replay{session.spec(), session.feeds(), {}, &tape};
    assassin.look_at(replay.feed());
    assassin.wait();
    if (assassin.is_under_load()) {
      const store::Journal then = *store::Journal::read(folder);
      rate.add(then, nanoseconds(CLOCK_MONOTONIC) - begun,
               nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
    const PaperRun run_of = replay.finish();
    EXPECT_EQ(run_of.failure, std::nullopt) << "the core does not wait for SQL";
    end_journal(*journal, run_of.commands_hash);
    TestDatabase::server().start();

    ASSERT_TRUE(writer.wait_for(journal->size(), kPatience)) << *writer.status().trouble;

    hits += 1;
    ASSERT_TRUE(dump_sessions(*database.connect()) == rebuilt_in(beside, folder)) << "run " << run;
  }
  std::cout << "the server killed inside a commit: " << hits << " times, " << rate.lives
            << " of them under load\n";
  rate.expect_load("the server was killed");
  if (is_long()) {
    EXPECT_GE(rate.lives, 10);
  }
}

TEST(KilledServer, InsideAMigrationChangesNothingAndIsDoneTheNextTime) {
  const std::size_t steps = store::migrations().size();
  int hits = 0;
  for (std::size_t nth = is_long() ? 1 : steps / 2; nth <= steps; nth += is_long() ? 1 : steps) {
    const TestDatabase database{Engine::Postgres};
    std::size_t passes = 0;

    const auto cut_off = store::migrate(*database.connect(), kNow, store::migrations(), [&] {
      if (++passes == nth) TestDatabase::server().kill();
    });

    ASSERT_FALSE(cut_off.has_value());
    hits += 1;
    TestDatabase::server().start();
    const auto look = database.connect();
    const auto state = store::read_schema_state(*look);
    ASSERT_TRUE(state.has_value()) << state.error().message;
    EXPECT_EQ(std::ranges::count(state->steps, store::MigrationStatus::State::Applied,
                                 &store::MigrationStatus::state),
              static_cast<std::ptrdiff_t>(nth - 1));
    EXPECT_EQ(state->foreign_table, "") << "a part of step " << nth << " is there";
    ASSERT_TRUE(store::migrate(*look, kNow).has_value());
    EXPECT_THAT(*store::check_database(*look), IsEmpty());
  }
  std::cout << "the server killed inside a migration: " << hits << " times\n";
  EXPECT_GE(hits, is_long() ? 10 : 1);
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
  EXPECT_TRUE(dump_sessions(*database.connect()) ==
              rebuilt_in(TestDatabase{Engine::Postgres}, folder / "paper-1"));
}

}  // namespace
}  // namespace tw::live
