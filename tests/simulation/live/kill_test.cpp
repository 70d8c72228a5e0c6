// A paper session dies by SIGKILL at points spread over its journal's work, several times in a row,
// and goes on each time: in the end nothing is lost and nothing is there twice.

#include <algorithm>
#include <array>
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
#include <new>
#include <random>
#include <set>
#include <string>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "core/splitmix.hpp"
#include "live/paper_replay.hpp"
#include "live/session_journal.hpp"
#include "live/tape.hpp"
#include "store/journal_pack.hpp"
#include "store/order_ids.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"
#include "support/system_start.hpp"
#include "support/temp_folder.hpp"

namespace tw::live {
namespace {

using formats::RecordKind;
using store::JournalPoint;
using testing::HasSubstr;

constexpr std::size_t kPoints = 5;  // The last one is passed while a journal is packed.
constexpr std::array<const char*, kPoints> kNames{"append", "sync", "rotation", "checkpoint",
                                                  "compaction"};
constexpr std::size_t kCompaction = kPoints - 1;
constexpr std::size_t kSegment = std::size_t{128} << 10;
constexpr int kRunsShort = 24;

/// How many sessions are killed: 24, or what TW_KILL_RUNS says (scripts/test --full: 200).
int kill_runs() {
  const char* runs = std::getenv("TW_KILL_RUNS");
  return runs != nullptr ? std::atoi(runs) : kRunsShort;
}

/// What a child that may die at any moment tells its parent.
struct Told {
  std::array<std::atomic<std::uint64_t>, kPoints> passed{};  ///< How often it came by each point.
  std::atomic<std::uint64_t> took_ns{0};                     ///< From its first event to its end.
  std::atomic<std::uint64_t> cpu_ns{0};                      ///< Of all its threads.
  std::atomic<std::uint64_t> last_id{0};                     ///< The last order id it handed out.
};

/// Events that were handled, and what they took.
struct Rate {
  double events = 0;
  double seconds = 0;      ///< By the clock on the wall.
  double cpu_seconds = 0;  ///< Of a core, all threads together.

  double of_clock() const { return events / seconds; }
  double of_core() const { return events / cpu_seconds; }
};

// Of the child: where it dies. A hook is a plain function, so what it reads is here.
Told* told = nullptr;
JournalPoint fatal_point{};
std::uint64_t fatal_pass = 0;  // 0: it lives.

void pass(JournalPoint point) {
  const std::uint64_t passes = told->passed[static_cast<std::size_t>(point)].fetch_add(1) + 1;
  if (point == fatal_point && passes == fatal_pass) ::kill(::getpid(), SIGKILL);
}

class KilledSession : public testing::Test {
 protected:
  KilledSession() : spec_{backtest::spec_of(backtest::Preset::Realistic)} {
    const std::vector<strategies::Setting> settings{
        {"fast", "3"}, {"slow", "8"}, {"stop", "0.03"}, {"target", "0.04"}};
    spec_.parameters = *strategies::resolve(**strategies::find(spec_.strategy), settings);
    void* shared =
        ::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    told = new (shared) Told;
    for (std::uint64_t i = 0; i < kInstruments; ++i) {
      tables_.push_back(support::random_walk(100 + i, kSessions));
    }
    for (std::uint32_t i = 0; i < kInstruments; ++i) {
      feeds_.push_back({.instrument = {.id = InstrumentId{i},
                                       .symbol = std::string(1, static_cast<char>('A' + i))},
                        .bars = tables_[i].view(InstrumentId{i}),
                        .range = {100, kSessions}});
    }
  }
  ~KilledSession() override { ::munmap(told, sizeof(Told)); }

  store::JournalWriter::Options options() const {
    return {.session = 1, .segment_bytes = kSegment, .at_point = pass};
  }
  /// Plays the session in `folder` to its end, from where it stands. Returns why not, if not.
  std::optional<std::string> play(const std::string& folder) const {
    const auto begin = std::chrono::steady_clock::now();
    auto failure = std::filesystem::exists(folder) ? go_on(folder) : begin_in(folder);
    timespec cpu{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    told->cpu_ns = static_cast<std::uint64_t>(cpu.tv_sec * 1'000'000'000 + cpu.tv_nsec);
    told->took_ns = static_cast<std::uint64_t>(
        std::chrono::nanoseconds{std::chrono::steady_clock::now() - begin}.count());
    return failure;
  }
  std::optional<std::string> begin_in(const std::string& folder, const auto& before_first) const {
    auto writer = store::JournalWriter::create(folder, options());
    if (!writer) return writer.error().message;
    const auto opening = formats::encode(opening_of(spec_, feeds_, {}, "paper", {}));
    (*writer)->append(static_cast<std::uint16_t>(RecordKind::Opening), formats::kRecordVersion,
                      opening);
    before_first();
    Tape tape{**writer};
    return play(tape);
  }
  std::optional<std::string> begin_in(const std::string& folder) const {
    return begin_in(folder, [] {});
  }
  /// Goes on; where not even the opening came on record, nothing has happened yet.
  std::optional<std::string> go_on(const std::string& folder) const {
    const auto journal = store::Journal::read(folder);
    if (!journal || journal->records().empty()) {
      std::filesystem::remove_all(folder);
      return begin_in(folder);
    }
    if (auto why = not_resumable(*journal)) return why;
    Tape tape{*journal, options()};
    return play(tape);
  }
  std::optional<std::string> play(Tape& tape) const {
    PaperReplay replay{spec_, feeds_, {}, &tape};
    const PaperRun& run = replay.finish();
    if (!run.failure) end_journal(*tape.writer(), run.commands_hash);
    return run.failure;
  }
  /// Packs the files of a session that are full, as `tradewind journal compact` does.
  static std::optional<std::string> pack(const std::string& folder) {
    const auto journal = store::Journal::read(folder);
    if (!journal) return journal.error().message;
    const auto done = store::compact(*journal, 2, pass);
    return done ? std::nullopt : std::optional{done.error().message};
  }
  /// Does `work` in a child that dies when it passes `point` for the `nth` time. Returns true when
  /// it did, false when it came to its end. Adds the time that it had to `rate`.
  static bool dies(JournalPoint point, std::uint64_t nth,
                   const std::function<std::optional<std::string>()>& work, Rate* rate = nullptr) {
    for (auto& passed : told->passed) passed = 0;
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
      fatal_point = point;
      fatal_pass = nth;
      const auto failure = work();
      if (failure) std::cerr << *failure << std::endl;
      ::_exit(failure ? 1 : 0);
    }
    int status = 0;
    rusage used{};
    ::wait4(child, &status, 0, &used);
    if (rate != nullptr) {
      const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
      };
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
      rate->seconds += took.count();
      rate->cpu_seconds += seconds(used.ru_utime) + seconds(used.ru_stime);
    }
    if (WIFSIGNALED(status)) {
      EXPECT_EQ(WTERMSIG(status), SIGKILL);
      return true;
    }
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return false;
  }
  static bool dies_never(const std::function<std::optional<std::string>()>& work) {
    return dies(JournalPoint::Append, 0, work);
  }
  static store::Journal read(const std::string& folder) {
    auto journal = store::Journal::read(folder);
    EXPECT_TRUE(journal.has_value()) << journal.error().message;
    return std::move(*journal);
  }
  /// Returns everything on record but the checkpoints, which stand where files begin.
  static std::vector<std::string> story(const store::Journal& journal) {
    std::vector<std::string> story;
    for (const store::JournalRecord& record : journal.records()) {
      if (record.kind == static_cast<std::uint16_t>(RecordKind::Checkpoint)) continue;
      story.emplace_back(reinterpret_cast<const char*>(record.payload.data()),
                         record.payload.size());
      story.back() += static_cast<char>(record.kind);
    }
    return story;
  }
  static bool has_ended(const store::Journal& journal) {
    return !journal.records().empty() &&
           journal.records().back().kind == static_cast<std::uint16_t>(RecordKind::Closing);
  }
  static std::uint64_t events_of(const store::Journal& journal) {
    return static_cast<std::uint64_t>(
        std::ranges::count(journal.records(), static_cast<std::uint16_t>(RecordKind::Event),
                           &store::JournalRecord::kind));
  }

  static constexpr std::uint32_t kInstruments = 4;
  static constexpr int kSessions = 2500;

  support::TempFolder folder_;
  backtest::BacktestSpec spec_;
  std::vector<BarTable> tables_;
  std::vector<backtest::Feed> feeds_;
};

TEST_F(KilledSession, LosesNothingAndDoublesNothingWhereverItDies) {
  ASSERT_FALSE(dies_never([&] { return play(folder_ / "whole"); }));
  const store::Journal whole = read(folder_ / "whole");
  const std::vector<std::string> expected = story(whole);
  std::array<std::uint64_t, kPoints> passes{};
  for (std::size_t i = 0; i < kCompaction; ++i) {
    passes[i] = told->passed[i];
    ASSERT_GE(passes[i], 10U) << "the session comes by " << kNames[i] << " too rarely";
  }
  std::cout << "a whole session: " << events_of(whole) << " events, "
            << static_cast<int>(static_cast<double>(events_of(whole)) * 1e9 /
                                static_cast<double>(told->took_ns))
            << " a second\n";

  std::array<int, kPoints> hits{};
  Rate rate;  // Of sessions from their beginning to their first death.
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SplitMix dice{seed};
  const auto below = [&](std::uint64_t bound) { return 1 + dice.next() % bound; };
  const int runs = kill_runs();
  for (int run = 0; run < runs; ++run) {
    const std::string folder = folder_ / ("run-" + std::to_string(run));
    // The first death is at a point in turn, later ones at any; each may come anywhere on the way.
    const auto turn = static_cast<std::size_t>(run) % kPoints;
    auto point = turn == kCompaction ? std::size_t{0} : turn;
    for (int death = 0; death < 3; ++death) {
      const std::uint64_t nth = below(passes[point] / (death == 0 ? 1 : 4) + 1);
      if (!dies(
              static_cast<JournalPoint>(point), nth, [&] { return play(folder); },
              death == 0 ? &rate : nullptr)) {
        break;
      }
      hits[point] += 1;
      const store::Journal cut = read(folder);
      ASSERT_FALSE(cut.damage().has_value())
          << kNames[point] << " " << nth << ": " << cut.damage()->message();
      if (death == 0) {
        rate.events += static_cast<double>(events_of(cut));
        // A record counts from the moment that its append went on.
        const std::uint64_t appends = told->passed[static_cast<std::size_t>(JournalPoint::Append)];
        ASSERT_GE(cut.records().size() + 1, appends) << kNames[point] << " " << nth;
        ASSERT_LE(cut.records().size(), appends) << kNames[point] << " " << nth;
      }
      if (has_ended(cut)) break;
      if (turn == kCompaction && cut.files() > 3) {
        // Packing dies with both copies of a file on the disk; then the session goes on.
        const std::uint64_t file = 1 + dice.next() % std::min<std::size_t>(cut.files() - 3, 4);
        if (dies(JournalPoint::Compaction, file, [&] { return pack(folder); })) {
          hits[kCompaction] += 1;
        }
        ASSERT_TRUE(story(read(folder)) == story(cut)) << "cut while it was packed";
      }
      point = dice.next() % kCompaction;
    }
    if (!has_ended(read(folder))) {
      ASSERT_FALSE(dies_never([&] { return play(folder); }));
    }

    const store::Journal resumed = read(folder);
    ASSERT_FALSE(resumed.damage() || resumed.torn_tail());
    ASSERT_TRUE(story(resumed) == expected) << "run " << run << ", point " << kNames[point];
    std::filesystem::remove_all(folder);
  }
  // Beside other suites the wall clock says nothing, so the rate is held in time of a core.
  std::cout << "events a second while being killed: " << static_cast<int>(rate.of_clock())
            << ", of a core: " << static_cast<int>(rate.of_core()) << "\n";
  EXPECT_GE(rate.of_core(), 20'000.0);
  for (std::size_t i = 0; i < kPoints; ++i) {
    std::cout << "killed at " << kNames[i] << ": " << hits[i] << " times\n";
    EXPECT_GE(hits[i], runs >= 200 ? 10 : 1) << kNames[i];
  }
}

TEST_F(KilledSession, NoOrderIdIsGivenTwice) {
  const std::string folder = folder_ / "session";
  ASSERT_FALSE(dies_never([&] { return play(folder_ / "whole"); }));
  ASSERT_TRUE(dies(JournalPoint::Append, 9'000, [&] { return play(folder); }));
  ASSERT_FALSE(dies_never([&] { return play(folder); }));

  std::set<ClientOrderId> ids;
  const store::Journal journal = read(folder);
  for (const store::JournalRecord& record : journal.records()) {
    if (record.kind != static_cast<std::uint16_t>(RecordKind::Command)) continue;
    const auto command = formats::decode_command(record.payload);
    if (!command->request) continue;
    EXPECT_TRUE(ids.insert(command->id).second) << sequence_of(command->id);
  }
  ASSERT_GT(ids.size(), 500U);
  // What is set aside on the disk is beyond what was used.
  const auto reserved = store::OrderIds::open(folder + "/order-ids");
  ASSERT_TRUE(reserved.has_value()) << reserved.error().message;
  EXPECT_GE(reserved->reserved(), sequence_of(*ids.rbegin()));
  EXPECT_FALSE(reserved->is_after_restart());
}

/// Takes from a journal all that the disk may not have held when the power went: everything behind
/// its first record. Order ids were set aside on the disk, so their file stays.
void lose_power(const std::string& folder) {
  const auto journal = store::Journal::read(folder);
  ASSERT_TRUE(journal.has_value()) << journal.error().message;
  ASSERT_GT(journal->records().size(), 1U);
  const std::uint64_t kept = journal->records()[1].offset;
  for (std::size_t file = 1; file <= journal->files(); ++file) {
    const std::string path = folder + "/00000" + std::to_string(file) + ".journal";
    file == 1 ? std::filesystem::resize_file(path, kept) : (void)std::filesystem::remove(path);
  }
  support::start_system_anew(folder + "/order-ids");
}

TEST_F(KilledSession, NoOrderIdIsHandedOutTwiceAfterALossOfPower) {
  const std::string folder = folder_ / "session";
  const std::array<std::byte, 40> payload{};
  const auto put = [&](store::JournalWriter& writer) {
    return writer.append(static_cast<std::uint16_t>(RecordKind::Command), 1, payload);
  };
  {
    const auto writer = store::JournalWriter::create(folder, options());
    ASSERT_TRUE(writer.has_value() && put(**writer));
  }
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SplitMix dice{seed};
  for (int loss = 0; loss < 8; ++loss) {
    const std::uint64_t set_aside = store::OrderIds::open(folder + "/order-ids")->reserved();
    const std::uint64_t nth = 2 + dice.next() % (3 * store::OrderIds::kBlock);
    ASSERT_TRUE(dies(JournalPoint::Append, nth, [&]() -> std::optional<std::string> {
      const auto journal = store::Journal::read(folder);
      const auto writer = store::JournalWriter::resume(*journal, 1, options());
      if (!writer) return writer.error().message;
      // Who trades at a venue that remembers goes on behind what was set aside.
      for (std::uint64_t id = (*writer)->ids_found() + 1;; ++id) {
        if (!(*writer)->take_order_id(id)) return (*writer)->failure()->message;
        told->last_id = id;
        if (!put(**writer)) return (*writer)->failure()->message;
      }
    }));
    ASSERT_EQ(told->last_id, set_aside + nth) << "each is behind all that may have gone out";

    lose_power(folder);

    const auto ids = store::OrderIds::open(folder + "/order-ids");
    ASSERT_TRUE(ids.has_value()) << ids.error().message;
    EXPECT_TRUE(ids->is_after_restart());
    ASSERT_GE(ids->reserved(), told->last_id) << "what went out is known";
  }
}

TEST_F(KilledSession, ABlockOfOrderIdsWhoseWriteIsTornWasNotHandedOut) {
  const std::string path = folder_ / "order-ids";
  std::uint64_t may_be_used = 0;
  for (int block = 1; block <= 6; ++block) {
    auto ids = store::OrderIds::open(path);
    ASSERT_TRUE(ids.has_value() && ids->reserve(may_be_used + 1).has_value());
    may_be_used = ids->reserved();
    const std::string before = support::read_text(path);
    ASSERT_TRUE(ids->reserve(may_be_used + 1).has_value());
    const std::string after = support::read_text(path);

    // The power goes while the next block is written: some of its bytes are there.
    const std::size_t slot = after.substr(0, 512) == before.substr(0, 512) ? 512 : 0;
    for (std::size_t written = 1; written < 64; written += 7) {
      std::string torn = before;
      torn.resize(after.size());
      torn.replace(slot, written, after, slot, written);
      std::ofstream{path, std::ios::binary} << torn;
      const auto found = store::OrderIds::open(path);
      ASSERT_TRUE(found.has_value()) << found.error().message;
      ASSERT_EQ(found->reserved(), may_be_used) << written << " bytes of block " << block;
    }
  }
}

TEST_F(KilledSession, WithAFlippedByteIsRefusedOrLosesOnlyItsTornTail) {
  const std::string folder = folder_ / "session";
  ASSERT_FALSE(dies_never([&] { return play(folder_ / "whole"); }));
  const std::vector<std::string> expected = story(read(folder_ / "whole"));
  ASSERT_TRUE(dies(JournalPoint::Append, 2'500, [&] { return play(folder); }));
  const std::size_t records = read(folder).records().size();
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SplitMix dice{seed};
  int refused = 0;
  for (int i = 0; i < 12; ++i) {
    const std::string flipped = folder_ / ("flipped-" + std::to_string(i));
    std::filesystem::copy(folder, flipped);
    const auto files = read(folder).files();
    const std::string file =
        flipped + "/00000" + std::to_string(1 + dice.next() % files) + ".journal";
    std::string bytes = support::read_text(file);
    const std::size_t at = dice.next() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.next() % 8));
    std::ofstream{file, std::ios::binary} << bytes;

    const auto journal = store::Journal::read(flipped);
    const bool is_refused = !journal || not_resumable(*journal).has_value();
    if (is_refused) {
      refused += 1;
      EXPECT_TRUE(support::read_text(file) == bytes) << "nothing is changed";
      continue;
    }
    EXPECT_GE(journal->records().size() + 1, records) << "only a torn tail is cut";
    ASSERT_FALSE(dies_never([&] { return play(flipped); }));
    ASSERT_TRUE(story(read(flipped)) == expected) << file << ", byte " << at;
  }
  EXPECT_GT(refused, 0);
}

/// A small file system that is gone with this object, where that is allowed; else a folder, and
/// whoever writes there is held to a small size of files.
class SmallDisk {
 public:
  explicit SmallDisk(std::string folder, const char* how = "size=384k")
      : folder_{std::move(folder)} {
    std::filesystem::create_directories(folder_);
    is_mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, how) == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Of the process that writes: limits it where the file system does not.
  void fill() const {
    if (is_mounted_) return;
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = kSegment - 1, .rlim_max = RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  /// Makes room.
  void grow() const {
    if (is_mounted_) ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=64m");
  }

 private:
  std::string folder_;
  bool is_mounted_ = false;
};

TEST_F(KilledSession, OnAFullDiskEndsWithAWordAndGoesOnWhenThereIsRoom) {
  ASSERT_FALSE(dies_never([&] { return play(folder_ / "whole"); }));
  const SmallDisk disk{folder_ / "disk"};
  const std::string folder = folder_ / "disk/session";

  const bool has_died = dies_never([&]() -> std::optional<std::string> {
    const auto failure = begin_in(folder, [&] { disk.fill(); });
    if (!failure) return "the session did not notice the full disk";
    return std::nullopt;
  });
  ASSERT_FALSE(has_died);
  const store::Journal full = read(folder);
  EXPECT_FALSE(full.damage().has_value());
  disk.grow();

  ASSERT_FALSE(dies_never([&] { return play(folder); }));
  EXPECT_TRUE(story(read(folder)) == story(read(folder_ / "whole")));
}

TEST_F(KilledSession, InAReadOnlyFolderNeverBeginsAndNamesTheFolder) {
  const std::string disk = folder_ / "read-only";
  std::filesystem::create_directories(disk);
  const bool is_mounted = ::mount("tmpfs", disk.c_str(), "tmpfs", MS_RDONLY, "size=64k") == 0;
  if (!is_mounted) std::filesystem::permissions(disk, std::filesystem::perms::owner_read);
  // Whoever may write everywhere, and may not mount, still cannot write there.
  const bool is_refused = is_mounted || ::access(disk.c_str(), W_OK) != 0;
  const std::string folder = (is_refused ? disk : std::string{"/proc"}) + "/session";

  const auto writer = store::JournalWriter::create(folder, {.segment_bytes = kSegment});

  ASSERT_FALSE(writer.has_value());
  EXPECT_THAT(writer.error().message, HasSubstr(folder));
  if (is_mounted) ::umount2(disk.c_str(), MNT_DETACH);
  if (!is_mounted) std::filesystem::permissions(disk, std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace tw::live
