#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "market/instrument.hpp"
#include "market/split_scale.hpp"
#include "market/timeframe.hpp"
#include "orders/order_change.hpp"
#include "orders/order_request.hpp"

// What a journal's records hold: how a session began, every event in, every command out. Bytes in,
// values or nothing out; the frame around a record is the store's.
namespace tw::formats {

enum class RecordKind : std::uint16_t {
  Opening = 1,  ///< The first of a session.
  Event = 2,
  Command = 3,     ///< Of the event before it.
  Closing = 4,     ///< The last of a session that ended as it should.
  Checkpoint = 5,  ///< Where the session stands behind the step before it; one in each file.
};

/// The form of the fields below; another number is read by another reader.
inline constexpr std::uint16_t kRecordVersion = 3;

/// One option of a session, as the user said it: "parameters.fast", "10".
struct JournalOption {
  std::string key;
  std::string value;

  friend bool operator==(const JournalOption&, const JournalOption&) = default;
};

/// One instrument of a session, and what the engine was told of its data before the first event.
struct JournalInstrument {
  Instrument instrument;
  Timeframe timeframe;
  Date first_session;        ///< Of the range; decides how many bars a year has.
  std::uint32_t sleeve = 0;  ///< Which of the session's strategies trades it.
  SplitScale units;          ///< By how much the first event's units differ from those that
                             ///< strategies see.
};

/// How a session began: all that its engine is built from, so that a journal replays without
/// anything beside it.
struct JournalOpening {
  std::string code_version;
  std::string mode;  ///< "paper" or "live".
  Timestamp started_at;
  std::vector<JournalOption> options;
  std::vector<JournalInstrument> instruments;
};

/// The terms that an order was to have, as they stand in a journal.
struct RecordedChange {
  InstrumentId instrument{};
  Side side = Side::Buy;
  OrderChange change;
};

/// A command as it stands in a journal. A request that was read back is no proof that risk passed
/// it, so it is no `Command`.
struct RecordedCommand {
  ClientOrderId id = kNoOrder;
  std::optional<OrderRequest> request = {};   ///< Of an order that was sent.
  std::optional<RecordedChange> change = {};  ///< Of one that was changed; a cancel has neither.
};

/// Where a session stood: what a replay must come to at the same place, to the last unit.
struct JournalCheckpoint {
  std::uint64_t events = 0;    ///< So far.
  std::uint64_t commands = 0;  ///< Likewise.
  std::string commands_hash;   ///< Of them.
  Money equity;
  Money cash;
  Money realised;
  std::uint32_t orders = 0;  ///< That work.
  std::string books_hash;    ///< Of every position and its lots, and of every order that works.

  friend bool operator==(const JournalCheckpoint&, const JournalCheckpoint&) = default;
};

/// The bytes of one event, command or checkpoint, on the stack.
class RecordBytes {
 public:
  static constexpr std::size_t kSizeMax = 256;

  std::span<std::byte> room() { return bytes_; }
  std::span<const std::byte> view() const { return std::span{bytes_}.first(size_); }
  void set_size(std::size_t size) { size_ = size; }

 private:
  std::array<std::byte, kSizeMax> bytes_;
  std::size_t size_ = 0;
};

/// Allocates nothing: this stands on the way of every event.
template <class One>
void encode_event(const events::Stamp& stamp, const One& event, RecordBytes& bytes);
void encode(const Command& command, RecordBytes& bytes);
void encode(const RecordedCommand& command, RecordBytes& bytes);
void encode(const JournalCheckpoint& checkpoint, RecordBytes& bytes);
std::vector<std::byte> encode(const JournalOpening& opening);

/// Each returns nothing for bytes that no `encode` of this version makes.
std::optional<Stamped> decode_event(std::span<const std::byte> bytes);
std::optional<RecordedCommand> decode_command(std::span<const std::byte> bytes);
std::optional<JournalCheckpoint> decode_checkpoint(std::span<const std::byte> bytes);
std::optional<JournalOpening> decode_opening(std::span<const std::byte> bytes);

}  // namespace tw::formats
