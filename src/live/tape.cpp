#include "live/tape.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/assert.hpp"
#include "core/code_version.hpp"

namespace tw::live {
namespace {

using formats::RecordKind;
using store::JournalRecord;

bool is_of(const JournalRecord& record, RecordKind kind) {
  return record.kind == static_cast<std::uint16_t>(kind);
}

bool is_good(const JournalRecord& record) {
  switch (static_cast<RecordKind>(record.kind)) {
    case RecordKind::Event:
      return formats::decode_event(record.payload).has_value();
    case RecordKind::Command:
      return formats::decode_command(record.payload).has_value();
    case RecordKind::Checkpoint:
      return formats::decode_checkpoint(record.payload).has_value();
    case RecordKind::Closing:
      return true;
    case RecordKind::Opening:
      return false;
  }
  return false;
}

}  // namespace

std::optional<Stamped> RecordedInputs::next() {
  while (next_ < records_.size()) {
    const JournalRecord& record = records_[next_];
    next_ += 1;
    if (!is_of(record, RecordKind::Event)) continue;
    auto stamped = formats::decode_event(record.payload);
    TW_ASSERT(stamped.has_value());
    const auto* cash = std::get_if<CashEvent>(&stamped->event);
    const auto* control = std::get_if<Control>(&stamped->event);
    // The venue that writes an account off closes it, too.
    const bool is_close_of_venue =
        is_after_write_off_ && control != nullptr && control->kind == Control::Kind::Close;
    is_after_write_off_ = cash != nullptr && cash->kind == CashEvent::Kind::WriteOff;
    const bool is_report =
        cash != nullptr || is_close_of_venue || std::holds_alternative<OrderEvent>(stamped->event);
    if (!is_report) return stamped;
  }
  return std::nullopt;
}

Tape::Tape(const store::Journal& recorded, const store::JournalWriter::Options& options,
           OnOpen on_open)
    : records_{std::span{recorded.records()}.subspan(1)},
      recorded_{&recorded},
      options_{options},
      on_open_{std::move(on_open)},
      inputs_{records_} {}

std::optional<Stamped> Tape::next_input() { return inputs_.next(); }

bool Tape::go_on() {
  if (failure_) return false;
  // One for the opening: what is on record but was not compared has no event that led to it.
  return writer_ != nullptr || open(next_ + 1);
}

bool Tape::put(RecordKind kind, std::span<const std::byte> payload) {
  if (failure_) return false;
  if (is_repeating()) {
    const JournalRecord& record = records_[next_];
    const bool is_same = is_of(record, kind) && std::ranges::equal(record.payload, payload);
    if (!is_same) {
      return fail("told the same again, the session comes to something else at record " +
                  std::to_string(record.sequence) + " of '" + recorded_->folder() +
                  "'; go on with the build that wrote it, or start a new session");
    }
    next_ += 1;
    if (kind == RecordKind::Checkpoint) file_ = record.file;
    return true;
  }
  if (writer_ == nullptr && !open(recorded_->records().size())) return false;
  const auto number = static_cast<std::uint16_t>(kind);
  if (!writer_->append(number, formats::kRecordVersion, payload)) {
    return fail(writer_->failure()->message);
  }
  if (kind == RecordKind::Checkpoint) file_ = writer_->files();
  return true;
}

bool Tape::wants_checkpoint() const {
  if (is_repeating()) return is_of(records_[next_], RecordKind::Checkpoint);
  return writer_ != nullptr && writer_->files() != file_;
}

bool Tape::release(ClientOrderId order) {
  if (failure_) return false;
  if (writer_ == nullptr || is_repeating()) return true;  // It has left already.
  if (!writer_->take_order_id(sequence_of(order)) ||
      (writer_->durability() == store::Durability::Power && !writer_->wait_until_synced())) {
    return fail(writer_->failure()->message);
  }
  return true;
}

bool Tape::fail(std::string why) {
  failure_ = std::move(why);
  return false;
}

/// Opens the journal for what comes behind its first `keep` records.
bool Tape::open(std::size_t keep) {
  auto writer = store::JournalWriter::resume(*recorded_, keep, options_);
  if (!writer) return fail(writer.error().message);
  own_writer_ = std::move(*writer);
  writer_ = own_writer_.get();
  next_ = records_.size();
  if (on_open_) on_open_(*writer_);
  return true;
}

std::optional<std::string> unreadable(std::span<const JournalRecord> records) {
  for (const JournalRecord& record : records) {
    const std::string where = "record " + std::to_string(record.sequence) + " of the journal ";
    if (record.version != formats::kRecordVersion) {
      return where + "has version " + std::to_string(record.version) +
             ", this build reads version " + std::to_string(formats::kRecordVersion) +
             "; use the build that wrote it";
    }
    if (!is_good(record))
      return where + "is none that this build knows; use the build that wrote it";
  }
  return std::nullopt;
}

std::optional<formats::JournalOpening> opening_of(const store::Journal& journal) {
  const auto& records = journal.records();
  if (records.empty() || !is_of(records.front(), RecordKind::Opening)) return std::nullopt;
  return formats::decode_opening(records.front().payload);
}

std::optional<std::string> not_resumable(const store::Journal& journal) {
  if (journal.damage()) return journal.damage()->message();
  const auto opening = opening_of(journal);
  if (!opening) {
    return "the journal in '" + journal.folder() +
           "' has no opening that this build reads; use the build that wrote it";
  }
  if (is_of(journal.records().back(), RecordKind::Closing)) {
    return "the session in '" + journal.folder() + "' ended as it should; start a new one";
  }
  if (opening->code_version != code_version()) {
    return "the session in '" + journal.folder() + "' was run by build " + opening->code_version +
           ", this is " + std::string{code_version()} + "; go on with the build that wrote it";
  }
  return unreadable(std::span{journal.records()}.subspan(1));
}

}  // namespace tw::live
