// A session that was cut off goes on as if nothing had been, wherever the cut was.

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <vector>

#include "engine/run.hpp"
#include "live/journal_replay.hpp"
#include "live/paper_replay.hpp"
#include "live/session_journal.hpp"
#include "live/tape.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"
#include "support/temp_folder.hpp"

namespace tw::live {
namespace {

using formats::RecordKind;
using testing::HasSubstr;

constexpr std::size_t kSegment = std::size_t{16} << 10;

/// A record that was put aside, to be written again.
struct Kept {
  std::uint16_t kind = 0;
  std::vector<std::byte> payload;

  friend bool operator==(const Kept&, const Kept&) = default;
};

class CutOffSession : public testing::Test {
 protected:
  CutOffSession() : spec_{backtest::spec_of(backtest::Preset::Realistic)} {
    const std::vector<strategies::Setting> settings{
        {"fast", "3"}, {"slow", "8"}, {"stop", "0.05"}, {"target", "0.05"}};
    spec_.parameters = *strategies::resolve(**strategies::find(spec_.strategy), settings);
  }
  std::vector<backtest::Feed> feeds() const {
    return {{.instrument = {.symbol = "WALK"}, .bars = table_.view({}), .range = {100, 400}}};
  }
  formats::JournalOpening opening() const {
    return opening_of(spec_, feeds(),
                      {{"strategy", "sma_cross"},
                       {"symbols", "WALK"},
                       {"parameters.fast", "3"},
                       {"parameters.slow", "8"},
                       {"parameters.stop", "0.05"},
                       {"parameters.target", "0.05"}},
                      "paper", {});
  }
  std::unique_ptr<store::JournalWriter> begin(const std::string& name,
                                              std::size_t segment = kSegment) const {
    auto writer =
        store::JournalWriter::create(folder_ / name, {.session = 7, .segment_bytes = segment});
    EXPECT_TRUE(writer.has_value()) << writer.error().message;
    EXPECT_TRUE(append(**writer, RecordKind::Opening, formats::encode(opening())));
    return std::move(*writer);
  }
  static bool append(store::JournalWriter& writer, RecordKind kind,
                     std::span<const std::byte> payload) {
    return writer.append(static_cast<std::uint16_t>(kind), formats::kRecordVersion, payload);
  }

  /// Runs a session to its end and returns what it left on record.
  PaperRun run(const std::string& name) const {
    const auto writer = begin(name);
    Tape tape{*writer};
    PaperReplay replay{spec_, feeds(), {}, &tape};
    return replay.finish();
  }
  store::Journal read(const std::string& name) const {
    auto journal = store::Journal::read(folder_ / name);
    EXPECT_TRUE(journal.has_value()) << journal.error().message;
    EXPECT_FALSE(journal->damage().has_value()) << journal->damage()->message();
    return std::move(*journal);
  }
  /// Writes the first `count` records of a session as a session that was cut off behind them.
  void cut(const store::Journal& whole, std::size_t count, const std::string& name) const {
    const auto writer = begin(name);
    for (std::size_t i = 1; i < count; ++i) {
      const store::JournalRecord& record = whole.records()[i];
      ASSERT_TRUE(writer->append(record.kind, record.version, record.payload));
    }
  }
  PaperRun resume(const std::string& name) const {
    const store::Journal journal = read(name);
    EXPECT_EQ(not_resumable(journal), std::nullopt);
    Tape tape{journal, {.segment_bytes = kSegment}};
    PaperReplay replay{spec_, feeds(), {}, &tape};
    return replay.finish();
  }
  /// Returns the story of a session: everything but where its files had their checkpoints.
  static std::vector<Kept> story(const store::Journal& journal) {
    std::vector<Kept> story;
    for (const store::JournalRecord& record : journal.records()) {
      if (record.kind == static_cast<std::uint16_t>(RecordKind::Checkpoint)) continue;
      story.push_back({record.kind, {record.payload.begin(), record.payload.end()}});
    }
    return story;
  }

  support::TempFolder folder_;
  backtest::BacktestSpec spec_;
  BarTable table_ = support::random_walk(11, 400);
};

TEST_F(CutOffSession, GoesOnToTheSameEndFromEveryRecord) {
  const PaperRun uninterrupted = run("whole");
  const store::Journal whole = read("whole");
  const std::size_t records = whole.records().size();
  ASSERT_GT(whole.files(), 2U);
  ASSERT_GT(uninterrupted.last.commands, 30U);

  // Behind the opening, and so often that each kind of record and place in a step is among them.
  for (std::size_t count = 1; count <= records; count += 11) {
    const std::string name = "cut-" + std::to_string(count);
    cut(whole, count, name);

    const PaperRun resumed = resume(name);

    ASSERT_EQ(resumed.failure, std::nullopt) << "cut behind record " << count;
    ASSERT_EQ(resumed.commands_hash, uninterrupted.commands_hash) << "cut behind " << count;
    ASSERT_EQ(resumed.last.equity, uninterrupted.last.equity);
    ASSERT_EQ(resumed.last.fills, uninterrupted.last.fills);
    ASSERT_TRUE(story(read(name)) == story(whole)) << "cut behind record " << count;
    std::filesystem::remove_all(folder_ / name);
  }
}

TEST_F(CutOffSession, HasACheckpointInEachFileThatAReplayComesTo) {
  run("whole");
  const store::Journal whole = read("whole");

  const auto outcome = replay(whole);

  ASSERT_TRUE(outcome.has_value()) << outcome.error();
  EXPECT_FALSE(outcome->difference.has_value());
  EXPECT_EQ(outcome->checkpoints, whole.files() - 1) << "the first file begins with the opening";
}

TEST_F(CutOffSession, ACheckpointThatSaysOtherwiseIsADifferenceInTheBooks) {
  run("whole");
  const store::Journal whole = read("whole");
  {
    const auto writer = begin("changed");
    for (const store::JournalRecord& record : std::span{whole.records()}.subspan(1)) {
      std::vector<std::byte> payload{record.payload.begin(), record.payload.end()};
      if (auto state = formats::decode_checkpoint(payload);
          state && record.kind == static_cast<std::uint16_t>(RecordKind::Checkpoint)) {
        state->cash += Money::from_raw(1);
        formats::RecordBytes bytes;
        formats::encode(*state, bytes);
        payload.assign(bytes.view().begin(), bytes.view().end());
      }
      ASSERT_TRUE(writer->append(record.kind, record.version, payload));
    }
  }

  const auto outcome = replay(read("changed"));

  ASSERT_TRUE(outcome && outcome->difference && outcome->difference->recorded_state);
  EXPECT_EQ(outcome->difference->recorded_state->cash - outcome->difference->replayed_state->cash,
            Money::from_raw(1));
  EXPECT_THAT(resume("changed").failure.value_or(""), HasSubstr("comes to something else"));
}

TEST_F(CutOffSession, KnowsWhatAnOperatorSaidBeforeTheCut) {
  {
    const auto writer = begin("told");
    Tape tape{*writer};
    PaperReplay replay{spec_, feeds(), {.is_paused = true}, &tape};
    ASSERT_TRUE(replay.tell(Control::Kind::ReduceOnly));
    replay.feed().set_paused(false);
    replay.finish();
  }
  const store::Journal whole = read("told");
  cut(whole, whole.records().size() / 2, "cut");

  const PaperRun resumed = resume("cut");

  EXPECT_EQ(resumed.failure, std::nullopt);
  EXPECT_TRUE(story(read("cut")) == story(whole));
}

TEST_F(CutOffSession, IsRefusedWhenItEndedAsItShould) {
  const auto writer = begin("ended");
  end_journal(*writer, "hash");

  EXPECT_THAT(not_resumable(read("ended")).value_or(""), HasSubstr("ended as it should"));
}

TEST_F(CutOffSession, IsNotWrittenByTwoProcessesAtOnce) {
  const auto writer = begin("live");

  const store::Journal journal = read("live");
  const auto second = store::JournalWriter::resume(journal, 1, {.segment_bytes = kSegment});

  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr("is being written by another process"));
}

/// Parts of a loop in which every event asks for a command.
struct ThreeTimers {
  int told = 0;

  bool next(auto&& deliver) {
    if (told == 3) return false;
    told += 1;
    deliver(Stamp{.sequence = static_cast<std::uint64_t>(told)}, TimerFired{});
    return true;
  }
};
struct CancelsAlways {
  void on(const Stamp&, const auto&, Commands& commands) { commands.emplace_back(CancelOrder{}); }
};
struct CountingVenue {
  std::size_t sent = 0;

  void observe(const Stamp&, const auto&, std::vector<Stamped>&) {}
  void send(const Commands& commands, Timestamp) { sent += commands.size(); }
  bool settle(const Stamp&, std::vector<Stamped>&) { return false; }
};
struct RefusesTheSecond {
  bool record(const Stamp& stamp, const auto&, const Commands&, const auto&) {
    return stamp.sequence != 2;
  }
};

TEST(Loop, EndsAtAStepThatIsNotOnRecordAndSendsNothingOfIt) {
  ThreeTimers inbox;
  CountingVenue venue;
  RefusesTheSecond recorder;
  CancelsAlways engine;

  engine::run(inbox, venue, recorder, engine);

  EXPECT_EQ(inbox.told, 2);
  EXPECT_EQ(venue.sent, 1U);
}

/// Limits the size of files while it lives: what a full disk is to a process.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(CutOffSession, ACommandThatIsNotOnRecordNeverLeaves) {
  const PaperRun uninterrupted = run("whole");
  const auto writer = begin("full", std::size_t{48} << 10);
  Tape tape{*writer};
  {
    // The first file is there; no other one can be made.
    const FullDisk full{1024};
    PaperReplay replay{spec_, feeds(), {}, &tape};
    const PaperRun& run = replay.finish();

    EXPECT_THAT(run.failure.value_or(""), HasSubstr("000002.journal"));
    writer->close();
    // Each command that the venue was shown, and so each that the digest has, is on record.
    const auto outcome = live::replay(read("full"));
    ASSERT_TRUE(outcome.has_value()) << outcome.error();
    EXPECT_GT(run.last.commands, 0U);
    EXPECT_LE(run.last.commands, outcome->commands);
    EXPECT_LT(run.last.commands, uninterrupted.last.commands);
  }

  // There is room again: the session goes on to the end that it would have had.
  const PaperRun resumed = resume("full");
  EXPECT_EQ(resumed.failure, std::nullopt);
  EXPECT_EQ(resumed.commands_hash, uninterrupted.commands_hash);
  EXPECT_TRUE(story(read("full")) == story(read("whole")));
}

}  // namespace
}  // namespace tw::live
