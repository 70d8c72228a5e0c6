#pragma once

#include <functional>
#include <utility>

#include "events/command.hpp"
#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "store/journal_writer.hpp"

namespace tw::live {

/// Puts every event in and every command out on record, in the order in which the core sees them,
/// before the commands leave; then lets `Inner` record as it would alone.
///
/// Allocates nothing. When the journal can take no more, `on_failure` is called once: what is not
/// on record must not go on. Thread: the core's.
template <class Inner>
class JournalRecorder {
 public:
  /// `journal` may be null: then nothing is written. Owns: both must outlive the recorder.
  JournalRecorder(store::JournalWriter* journal, Inner& inner, std::function<void()> on_failure)
      : journal_{journal}, inner_{inner}, on_failure_{std::move(on_failure)} {}

  template <class Event, class Engine>
  void record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    if (journal_ != nullptr) {
      formats::encode_event(stamp, event, bytes_);
      put(formats::RecordKind::Event);
      for (const Command& command : commands) {
        formats::encode(command, bytes_);
        put(formats::RecordKind::Command);
      }
    }
    inner_.record(stamp, event, commands, engine);
  }

 private:
  void put(formats::RecordKind kind) {
    if (has_failed_ || journal_->append(static_cast<std::uint16_t>(kind), formats::kRecordVersion,
                                        bytes_.view())) {
      return;
    }
    has_failed_ = true;
    on_failure_();
  }

  store::JournalWriter* journal_;
  Inner& inner_;
  std::function<void()> on_failure_;
  formats::RecordBytes bytes_;
  bool has_failed_ = false;
};

}  // namespace tw::live
