#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "live/journal_replay.hpp"
#include "portfolio/lot.hpp"

namespace tw::live {

/// One thing that happened on the way from what was seen to what was settled.
struct StoryLine {
  Timestamp at;
  std::string_view
      kind;  ///< "seen", "account", "rule", "risk", "sent", "state", "fill", "settles", "trade".
  std::string text;
  CorrelationId decision{};        ///< Of which it came.
  ClientOrderId order = kNoOrder;  ///< Of which it tells, if of one.
};

/// All that a session's strategy decided and what came of it, in order.
struct SessionStory {
  std::string session;
  ReplayOutcome outcome;
  std::vector<StoryLine> lines;
  std::vector<portfolio::RoundTrip> trades;  ///< In the order in which they were closed.

  /// Returns the decision that an order came of.
  std::optional<CorrelationId> decision_of(ClientOrderId order) const;
};

/// Runs a session again from its journal and writes down why everything was done: the replay is the
/// session, command for command, so what it sees is what was seen.
/// Errors: as `replay`.
std::expected<SessionStory, std::string> tell_session(const store::Journal& journal);

}  // namespace tw::live
