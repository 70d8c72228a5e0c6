#pragma once

#include <expected>
#include <string>

#include "live/journal_replay.hpp"
#include "live/storyteller.hpp"

namespace tw::live {

/// A session's story, and the replay that told it.
struct SessionStory {
  Story story;
  ReplayOutcome outcome;
};

/// Runs a session again from its journal and writes down why everything was done: the replay is the
/// session, command for command, so what it sees is what was seen.
/// Errors: as `replay`.
std::expected<SessionStory, std::string> tell_session(const store::Journal& journal);

}  // namespace tw::live
