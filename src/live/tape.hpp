#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/ids.hpp"
#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_writer.hpp"

namespace tw::live {

/// Walks through what went into a paper session from outside: its events but for those that the
/// simulated venue reported, which come again by themselves.
class RecordedInputs {
 public:
  explicit RecordedInputs(std::span<const store::JournalRecord> records) : records_{records} {}

  /// Returns the next one, or nothing at the end. Requires records that decode.
  std::optional<Stamped> next();

 private:
  std::span<const store::JournalRecord> records_;
  std::size_t next_ = 0;
  bool is_after_write_off_ = false;
};

/// The journal of a session as its core writes it: a new one, or one that was cut off.
///
/// A session that was cut off is told again what is on record, and what it then puts on record is
/// compared and not written. When that has come to its end, the session is where it was, to the
/// byte, and the same calls write on. What the cut left behind of an event that is itself not on
/// record is taken away: it comes again when the event does.
/// Thread: the core's, but for `failure`, which is anybody's once the core has ended.
class Tape {
 public:
  /// A new session. Owns: the writer must outlive the tape.
  explicit Tape(store::JournalWriter& writer) : writer_{&writer} {}
  /// Told the writer once a session that was cut off has caught up and goes on. Thread: the core's.
  using OnOpen = std::function<void(store::JournalWriter&)>;

  /// One that was cut off. Requires a journal that `not_resumable` has nothing against. Owns:
  /// `recorded` must outlive the tape.
  Tape(const store::Journal& recorded, const store::JournalWriter::Options& options,
       OnOpen on_open = {});

  /// Returns the next event to be told again; nothing once all have been.
  std::optional<Stamped> next_input();
  /// Returns what of the inputs is on record, from the first on.
  RecordedInputs inputs() const { return RecordedInputs{records_}; }
  /// All that is on record has been told again: goes on behind it. Returns false when it cannot.
  bool go_on();

  /// Puts one record in its place. Returns false, for good, when it stands otherwise there or
  /// cannot be written: nothing that follows from it may leave.
  bool put(formats::RecordKind kind, std::span<const std::byte> payload);
  /// Returns whether a checkpoint belongs here.
  bool wants_checkpoint() const;
  /// Returns once `order` may leave: its id is taken on the disk and, where the journal is to
  /// survive the loss of power, so is its record. False when it may not.
  bool release(ClientOrderId order);

  store::JournalWriter* writer() { return writer_; }
  const std::optional<std::string>& failure() const { return failure_; }

 private:
  bool is_repeating() const { return next_ < records_.size(); }
  bool fail(std::string why);
  bool open(std::size_t keep);

  std::span<const store::JournalRecord> records_;  ///< Behind the opening; empty when new.
  const store::Journal* recorded_ = nullptr;
  store::JournalWriter::Options options_;
  OnOpen on_open_;
  RecordedInputs inputs_{{}};
  std::size_t next_ = 0;  ///< Of `records_`, the next to be compared.
  std::unique_ptr<store::JournalWriter> own_writer_;
  store::JournalWriter* writer_ = nullptr;
  std::uint32_t file_ = 1;  ///< The last that has its checkpoint; the first has an opening.
  std::optional<std::string> failure_;
};

/// Returns what stands in the way of reading the records behind an opening, if anything does.
std::optional<std::string> unreadable(std::span<const store::JournalRecord> records);

/// Returns the opening of a session, or nothing where there is none that this build reads.
std::optional<formats::JournalOpening> opening_of(const store::Journal& journal);

/// Returns why a session cannot go on where its journal ends, if it cannot.
std::optional<std::string> not_resumable(const store::Journal& journal);

}  // namespace tw::live
