#include "live/session_story.hpp"

#include <filesystem>
#include <utility>

namespace tw::live {

std::expected<SessionStory, std::string> tell_session(const store::Journal& journal) {
  // A session without an opening is refused by the replay.
  const auto opening = journal.records().empty()
                           ? std::nullopt
                           : formats::decode_opening(journal.records().front().payload);
  const formats::JournalOpening known = opening.value_or(formats::JournalOpening{});
  Storyteller teller{known.instruments, known.options};
  const auto note = [&](const ReplayStep& step) {
    teller.note(step.event, step.commands, step.desk);
  };
  auto outcome = replay(journal, note, &teller.sightings());
  if (!outcome) return std::unexpected{outcome.error()};
  return SessionStory{
      .story = teller.take(std::filesystem::path{journal.folder()}.filename().string()),
      .outcome = std::move(*outcome)};
}

}  // namespace tw::live
