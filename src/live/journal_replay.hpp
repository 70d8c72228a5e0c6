#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "engine/order_desk.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "store/journal_reader.hpp"
#include "strategy/sightings.hpp"

namespace tw::live {

/// The first place where the engine, told what the journal says, asks for something else.
struct ReplayDifference {
  Stamped event;                                     ///< What it was told.
  std::optional<formats::RecordedCommand> recorded;  ///< Nothing: the session asked for no more.
  std::optional<formats::RecordedCommand> replayed;  ///< Nothing: the engine asks for no more.
  /// Where both stood, when the commands were the same and the books were not.
  std::optional<formats::JournalCheckpoint> recorded_state;
  std::optional<formats::JournalCheckpoint> replayed_state;
};

/// What a replay showed.
struct ReplayOutcome {
  formats::JournalOpening opening;
  std::uint64_t events = 0;
  std::uint64_t commands = 0;     ///< Of the engine, up to the difference.
  std::uint64_t checkpoints = 0;  ///< At which the books were compared, too.
  std::string commands_hash;      ///< Of these.
  bool has_closing = false;       ///< The session ended as it should.
  std::optional<ReplayDifference> difference;
};

/// One step of a replay, right after the engine took it. Owns: valid during the call.
struct ReplayStep {
  const Stamped& event;
  const Commands& commands;
  const engine::OrderDesk& desk;
};

/// Looks on at a replay.
using ReplayWatch = std::function<void(const ReplayStep&)>;

/// Tells an engine, built as the journal's opening says, every event of the journal, and holds each
/// of its commands against the recorded one, byte for byte, and its books at every checkpoint: the
/// parity test that needs no argument.
///
/// The loop, the engine and the strategy are those of the session; there is no venue, since what it
/// reported is among the events. `watch` is called after every step up to the difference, if there
/// is one; `sightings` keeps what the strategies saw, for a watch that asks.
/// Errors: one line: a record cannot be read, or the opening names what this build does not have.
std::expected<ReplayOutcome, std::string> replay(const store::Journal& journal,
                                                 const ReplayWatch& watch = {},
                                                 strategy::Sightings* sightings = nullptr);

}  // namespace tw::live
