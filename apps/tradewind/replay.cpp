#include <memory>
#include <optional>
#include <string>

#include "command_line.hpp"
#include "core/code_version.hpp"
#include "formats/journal_text.hpp"
#include "journal_path.hpp"
#include "live/journal_replay.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kReplayFooter =
    "Tells a fresh engine every event of a session's journal and holds each of its commands\n"
    "against the recorded one, byte for byte. The data that the session was started with are not\n"
    "needed. `tradewind journal list` names the sessions.\n"
    "\n"
    "Examples:\n"
    "  tradewind replay paper-20261126T143000.123Z\n"
    "  tradewind replay journals/paper-20261126T143000.123Z --json -\n"
    "\n"
    "Exit codes: 0 the same commands, 1 another command, 2 bad usage, 3 the journal cannot be "
    "read\n"
    "or is damaged.\n";

struct ReplayFlags {
  std::string home;
  std::string session;
  std::string json;
};

/// Returns what one side asked for, or where it stood.
std::string text_of(const std::optional<formats::RecordedCommand>& command,
                    const std::optional<formats::JournalCheckpoint>& state,
                    const live::ReplayOutcome& outcome) {
  if (state) return formats::describe(*state);
  return command ? formats::describe(*command, outcome.opening.instruments) : "nothing more";
}
std::string recorded_text(const live::ReplayOutcome& outcome) {
  return text_of(outcome.difference->recorded, outcome.difference->recorded_state, outcome);
}
std::string replayed_text(const live::ReplayOutcome& outcome) {
  return text_of(outcome.difference->replayed, outcome.difference->replayed_state, outcome);
}

std::string json_text(const store::Journal& journal, const live::ReplayOutcome& outcome) {
  report::JsonWriter json;
  json.begin_object();
  json.member("journal", journal.folder());
  json.member("mode", outcome.opening.mode);
  json.member("recorded_by", outcome.opening.code_version);
  json.member("replayed_by", code_version());
  json.member("events", outcome.events);
  json.member("commands", outcome.commands);
  json.member("checkpoints", outcome.checkpoints);
  json.member("commands_hash", outcome.commands_hash);
  json.member("is_identical", !outcome.difference.has_value());
  json.member("is_closed", outcome.has_closing);
  json.key("difference");
  if (const auto& difference = outcome.difference) {
    json.begin_object();
    json.member("event", formats::describe(difference->event, outcome.opening.instruments));
    json.member("recorded", recorded_text(outcome));
    json.member("replayed", replayed_text(outcome));
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
  return json.take();
}

void run_verb(const ReplayFlags& flags) {
  const store::Journal journal = read_journal(flags.session, flags.home);
  if (journal.damage()) throw Failure{ExitCode::BadData, journal.damage()->message()};
  const auto outcome = live::replay(journal);
  if (!outcome) throw Failure{ExitCode::BadData, outcome.error()};
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.json.empty()) write_text(flags.json, json_text(journal, *outcome));
  if (outcome->opening.code_version != code_version()) {
    print("note: recorded by build " + outcome->opening.code_version + ", replayed by " +
              std::string{code_version()} + "\n",
          true);
  }
  if (journal.torn_tail() || !outcome->has_closing) {
    print("note: the session did not end as it should; what is on record was replayed\n", true);
  }
  if (const auto& difference = outcome->difference) {
    throw Failure{
        ExitCode::Failed,
        "after " + formats::describe(difference->event, outcome->opening.instruments) +
            (difference->recorded_state ? " the session stood at '" : " the session asked for '") +
            recorded_text(*outcome) +
            (difference->recorded_state ? "', the replay at '" : "', the replay for '") +
            replayed_text(*outcome) + "'"};
  }
  print(report::grouped(static_cast<double>(outcome->events), 0) + " events, " +
            report::grouped(static_cast<double>(outcome->commands), 0) +
            " commands: identical\n  commands_hash  " + outcome->commands_hash + "\n",
        is_json_on_stdout);
}

}  // namespace

void add_replay(Verb root) {
  const Verb verb = root.verb("replay", "Run a session's journal again and compare commands");
  auto flags = std::make_shared<ReplayFlags>();
  verb.option("session", flags->session, "Folder or name of a session").required();
  verb.option("--home", flags->home, "Folder of our state").type_name("DIR");
  add_json_option(verb, flags->json);
  verb.footer(kReplayFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
