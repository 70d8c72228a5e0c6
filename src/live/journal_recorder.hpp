#pragma once

#include <variant>

#include "backtest/command_digest.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "live/checkpoint.hpp"
#include "live/tape.hpp"

namespace tw::live {

/// Puts every event in and every command out on record, in the order in which the core sees them,
/// before the commands leave; then lets `Inner` record as it would alone.
///
/// Says no once something could not be put on record: what is not there must not go on. Allocates
/// nothing but at a checkpoint, of which a file has one. Thread: the core's.
template <class Inner>
class JournalRecorder {
 public:
  /// `tape` may be null: then nothing is written. Owns: both must outlive the recorder.
  JournalRecorder(Tape* tape, Inner& inner) : tape_{tape}, inner_{inner} {}

  template <class Event, class Engine>
  bool record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    if (tape_ != nullptr && !write(stamp, event, commands, engine)) return false;
    inner_.record(stamp, event, commands, engine);
    return true;
  }

 private:
  template <class Event, class Engine>
  bool write(const Stamp& stamp, const Event& event, const Commands& commands,
             const Engine& engine) {
    formats::encode_event(stamp, event, bytes_);
    if (!tape_->put(formats::RecordKind::Event, bytes_.view())) return false;
    events_ += 1;
    for (const Command& command : commands) {
      formats::encode(command, bytes_);
      if (!tape_->put(formats::RecordKind::Command, bytes_.view())) return false;
      digest_.add(stamp, command);
    }
    for (const Command& command : commands) {
      const auto* submit = std::get_if<SubmitOrder>(&command);
      if (!tape_->release(submit != nullptr ? submit->id : kNoOrder)) return false;
    }
    return !tape_->wants_checkpoint() || write_checkpoint(engine);
  }
  template <class Engine>
  bool write_checkpoint(const Engine& engine) {
    formats::encode(checkpoint_of(events_, digest_, engine.desk()), bytes_);
    if (auto* writer = tape_->writer()) writer->pass(store::JournalPoint::Checkpoint);
    return tape_->put(formats::RecordKind::Checkpoint, bytes_.view());
  }

  Tape* tape_;
  Inner& inner_;
  backtest::CommandDigest digest_;
  std::uint64_t events_ = 0;
  formats::RecordBytes bytes_;
};

}  // namespace tw::live
