#include "live/journal_replay.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "backtest/command_digest.hpp"
#include "backtest/run_setup.hpp"
#include "engine/run.hpp"
#include "live/checkpoint.hpp"
#include "live/session_journal.hpp"
#include "live/tape.hpp"
#include "strategies/all.hpp"

namespace tw::live {
namespace {

using formats::RecordKind;
using store::JournalRecord;

bool is_of(const JournalRecord& record, RecordKind kind) {
  return record.kind == static_cast<std::uint16_t>(kind);
}

/// Walks through the records of a session behind its opening. Inbox and recorder share it: one
/// takes an event, the other the commands that follow it.
class RecordCursor {
 public:
  explicit RecordCursor(std::span<const JournalRecord> records) : records_{records} {}

  const JournalRecord* take(RecordKind kind) {
    if (next_ == records_.size() || !is_of(records_[next_], kind)) return nullptr;
    next_ += 1;
    return &records_[next_ - 1];
  }
  void stop() { next_ = records_.size(); }

 private:
  std::span<const JournalRecord> records_;
  std::size_t next_ = 0;
};

/// The inbox of a replay: events in the order in which they were recorded, under their own stamps.
class JournalInbox {
 public:
  explicit JournalInbox(RecordCursor& cursor) : cursor_{cursor} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    const JournalRecord* record = cursor_.take(RecordKind::Event);
    if (record == nullptr) return false;
    const auto stamped = formats::decode_event(record->payload);
    TW_ASSERT(stamped.has_value());  // `replay` has read them all before.
    std::visit([&](const auto& event) { deliver(stamped->stamp, event); }, stamped->event);
    return true;
  }

 private:
  RecordCursor& cursor_;
};

/// The venue of a replay: what it once did is among the events.
struct NoVenue {
  template <class Event>
  void observe(const Stamp&, const Event&, std::vector<Stamped>&) {}
  void send(const Commands&, Timestamp) {}
  bool settle(const Stamp&, std::vector<Stamped>&) { return false; }
};

/// The recorder of a replay: holds the commands of each step against those of the journal.
class ComparingRecorder {
 public:
  ComparingRecorder(RecordCursor& cursor, ReplayOutcome& outcome, const ReplayWatch& watch)
      : cursor_{cursor}, outcome_{outcome}, watch_{watch} {}

  template <class Event, class Engine>
  void record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    if (outcome_.difference) return;
    outcome_.events += 1;
    for (const Command& command : commands) {
      const JournalRecord* recorded = cursor_.take(RecordKind::Command);
      formats::encode(command, bytes_);
      if (recorded == nullptr || !std::ranges::equal(recorded->payload, bytes_.view())) {
        return differ({stamp, event}, recorded, true);
      }
      digest_.add(stamp, command);
      outcome_.commands += 1;
    }
    if (const JournalRecord* checkpoint = cursor_.take(RecordKind::Checkpoint)) {
      compare_books({stamp, event}, *checkpoint, engine.desk());
    }
    if (const JournalRecord* more = cursor_.take(RecordKind::Command)) {
      return differ({stamp, event}, more, false);
    }
    if (!watch_) return;
    const Stamped told{stamp, event};
    watch_({.event = told, .commands = commands, .desk = engine.desk()});
  }
  std::string hash() const { return digest_.hex(); }

 private:
  void compare_books(const Stamped& event, const JournalRecord& record,
                     const engine::OrderDesk& desk) {
    const auto recorded = formats::decode_checkpoint(record.payload);
    const auto replayed = checkpoint_of(outcome_.events, digest_, desk);
    outcome_.checkpoints += 1;
    if (recorded == replayed) return;
    ReplayDifference& difference = outcome_.difference.emplace();
    difference.event = event;
    difference.recorded_state = recorded;
    difference.replayed_state = replayed;
    cursor_.stop();
  }
  void differ(const Stamped& event, const JournalRecord* recorded, bool has_replayed) {
    ReplayDifference& difference = outcome_.difference.emplace();
    difference.event = event;
    if (recorded != nullptr) difference.recorded = formats::decode_command(recorded->payload);
    if (has_replayed) difference.replayed = formats::decode_command(bytes_.view());
    cursor_.stop();
  }

  RecordCursor& cursor_;
  ReplayOutcome& outcome_;
  const ReplayWatch& watch_;
  formats::RecordBytes bytes_;
  backtest::CommandDigest digest_;
};

/// The feeds of a session whose bars come as events: one row each, which says what kind they are.
class BarelessFeeds {
 public:
  explicit BarelessFeeds(std::span<const formats::JournalInstrument> instruments) {
    sessions_.reserve(instruments.size());
    feeds_.reserve(instruments.size());
    for (const formats::JournalInstrument& one : instruments) {
      sessions_.push_back(one.first_session.days);
    }
    for (std::size_t i = 0; i < instruments.size(); ++i) {
      BarSeries bars{.instrument = instruments[i].instrument.id,
                     .timeframe = instruments[i].timeframe,
                     .session = std::span{sessions_}.subspan(i, 1)};
      feeds_.push_back({.instrument = instruments[i].instrument,
                        .bars = bars,
                        .range = {.first = 0, .last = 1},
                        .sleeve = instruments[i].sleeve});
    }
  }
  const std::vector<backtest::Feed>& feeds() const { return feeds_; }

 private:
  std::vector<std::int32_t> sessions_;
  std::vector<backtest::Feed> feeds_;
};

}  // namespace

std::expected<ReplayOutcome, std::string> replay(const store::Journal& journal,
                                                 const ReplayWatch& watch,
                                                 strategy::Sightings* sightings) {
  const std::span<const JournalRecord> all{journal.records()};
  auto opening = opening_of(journal);
  if (!opening) {
    return std::unexpected{"the journal in '" + journal.folder() +
                           "' has no opening that this build reads; use the build that wrote it"};
  }
  const auto spec = spec_of(*opening);
  if (!spec) return std::unexpected{spec.error()};
  const auto records = all.subspan(1);
  if (auto line = unreadable(records)) return std::unexpected{std::move(*line)};

  ReplayOutcome outcome{.opening = std::move(*opening)};
  outcome.has_closing = is_of(all.back(), RecordKind::Closing);
  const BarelessFeeds bareless{outcome.opening.instruments};
  const std::vector<Instrument> instruments = backtest::instruments_of(bareless.feeds());
  engine::EngineConfig config = backtest::config_of(*spec, bareless.feeds(), instruments);
  for (const formats::JournalInstrument& one : outcome.opening.instruments) {
    config.units.push_back(one.units);
  }
  config.sightings = sightings;
  engine::Engine<strategies::AnyStrategy> engine{config,
                                                 backtest::seats_of(*spec, bareless.feeds())};
  RecordCursor cursor{records};
  JournalInbox inbox{cursor};
  NoVenue venue;
  ComparingRecorder recorder{cursor, outcome, watch};
  engine::run(inbox, venue, recorder, engine);
  outcome.commands_hash = recorder.hash();
  return outcome;
}

}  // namespace tw::live
