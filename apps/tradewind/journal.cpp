#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "audit_note.hpp"
#include "command_line.hpp"
#include "formats/journal_record.hpp"
#include "formats/journal_text.hpp"
#include "journal_path.hpp"
#include "live/tape.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "store/home.hpp"
#include "store/journal_pack.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kJournalFooter =
    "A session is named by its folder, or by its name in `tradewind journal list`.\n"
    "\n"
    "Examples:\n"
    "  tradewind journal list\n"
    "  tradewind journal verify paper-20261126T143000.123Z\n"
    "  tradewind journal show paper-20261126T143000.123Z --kind order --limit 20\n"
    "  tradewind journal compact\n"
    "  tradewind replay paper-20261126T143000.123Z\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 there is no such journal, or it is\n"
    "damaged.\n";

using formats::RecordKind;

struct JournalFlags {
  std::string home;
  std::string session;
  std::vector<std::string> sessions;  ///< Of a compaction; all without.
  std::string kind;
  std::uint64_t from = 1;
  std::uint64_t limit = 0;  ///< Zero is all.
  std::string json;

  bool is_json_on_stdout() const { return json == "-"; }
};

bool has_closing(const store::Journal& journal) {
  return !journal.records().empty() &&
         journal.records().back().kind == static_cast<std::uint16_t>(RecordKind::Closing);
}

/// Returns what is wrong with a journal, or how it ended, in a few words.
std::string state_of(const store::Journal& journal) {
  if (journal.damage()) return "damaged";
  if (journal.torn_tail()) return "torn tail, cut";
  return has_closing(journal) ? "complete" : "not closed";
}

std::string home_of(const std::string& flag) {
  const auto home = store::find_home(flag);
  if (!home) throw Failure{ExitCode::BadUsage, home.error().message};
  return *home;
}

// --- list -----------------------------------------------------------------------------------

void list(const JournalFlags& flags) {
  const std::string folder = journals_folder(home_of(flags.home));
  const std::vector<std::string> names = sessions_in(folder);
  report::JsonWriter json;
  json.begin_object().key("journals").begin_array();
  std::string text;
  for (const std::string& name : names) {
    const auto journal = store::Journal::read(std::string{folder}.append("/").append(name));
    const std::string state = journal ? state_of(*journal) : "not readable";
    const std::size_t records = journal ? journal->records().size() : 0;
    json.begin_object();
    json.member("name", name);
    json.member("records", records);
    json.member("state", state);
    json.end_object();
    text.append(report::left(name, 34))
        .append(report::right(report::grouped(static_cast<double>(records), 0), 12))
        .append("  ")
        .append(state)
        .append("\n");
  }
  json.end_array().end_object();
  if (names.empty()) {
    text = "There are no journals in '" + folder + "' yet; `tradewind demo` writes one.\n";
  }
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

// --- show -----------------------------------------------------------------------------------

/// One record as people and JSON read it.
struct ShownRecord {
  std::string_view kind;
  std::string text;
};

ShownRecord shown(const store::JournalRecord& record, const formats::JournalOpening& opening) {
  switch (static_cast<RecordKind>(record.kind)) {
    case RecordKind::Opening: {
      std::string text = opening.mode + " session of " + to_string(opening.started_at) +
                         ", build " + opening.code_version;
      for (const auto& [key, value] : opening.options) {
        text.append(" ").append(key).append("=").append(value);
      }
      return {"opening", text};
    }
    case RecordKind::Event:
      if (const auto event = formats::decode_event(record.payload)) {
        return {formats::kind_of(event->event), formats::describe(*event, opening.instruments)};
      }
      break;
    case RecordKind::Command:
      if (const auto command = formats::decode_command(record.payload)) {
        return {"command", "  " + formats::describe(*command, opening.instruments)};
      }
      break;
    case RecordKind::Checkpoint:
      if (const auto checkpoint = formats::decode_checkpoint(record.payload)) {
        return {"checkpoint", formats::describe(*checkpoint)};
      }
      break;
    case RecordKind::Closing: {
      const auto* hash = reinterpret_cast<const char*>(record.payload.data());
      return {"closing", "commands_hash " + std::string{hash, record.payload.size()}};
    }
  }
  return {"unknown", "a record that this build does not know"};
}

/// Says on standard error what a reader of the records must know about their end.
void warn_of_end(const store::Journal& journal) {
  if (const auto& torn = journal.torn_tail()) {
    print("warning: " + std::to_string(torn->bytes) + " bytes behind the last whole record of '" +
              torn->file + "' were never finished, and are left out\n",
          true);
  }
}

void refuse_damage(const store::Journal& journal) {
  if (journal.damage()) throw Failure{ExitCode::BadData, journal.damage()->message()};
}

void show(const JournalFlags& flags) {
  const store::Journal journal = read_journal(flags.session, flags.home);
  const formats::JournalOpening opening =
      live::opening_of(journal).value_or(formats::JournalOpening{});
  report::JsonWriter json;
  json.begin_object().key("records").begin_array();
  std::string text;
  std::uint64_t count = 0;
  for (const store::JournalRecord& record : journal.records()) {
    if (record.sequence < flags.from) continue;
    const ShownRecord one = shown(record, opening);
    if (!flags.kind.empty() && one.kind != flags.kind) continue;
    if (flags.limit != 0 && count == flags.limit) break;
    count += 1;
    text += report::right(std::to_string(record.sequence), 8) + "  " + one.text + "\n";
    json.begin_object();
    json.member("sequence", record.sequence);
    json.member("kind", one.kind);
    json.member("text", one.text.substr(one.text.find_first_not_of(' ')));
    json.end_object();
  }
  json.end_array().end_object();
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
  warn_of_end(journal);
  refuse_damage(journal);
}

// --- verify ---------------------------------------------------------------------------------

void verify(const JournalFlags& flags) {
  const store::Journal journal = read_journal(flags.session, flags.home);
  report::JsonWriter json;
  json.begin_object();
  json.member("folder", journal.folder());
  json.member("files", journal.files());
  json.member("packed_files", journal.packed_files());
  json.member("records", journal.records().size());
  json.member("state", state_of(journal));
  json.key("torn_tail");
  if (const auto& torn = journal.torn_tail()) {
    json.begin_object();
    json.member("file", torn->file);
    json.member("offset", torn->offset);
    json.member("bytes", torn->bytes);
    json.end_object();
  } else {
    json.null();
  }
  json.key("damage");
  if (const auto& damage = journal.damage()) {
    json.begin_object();
    json.member("file", damage->file);
    json.member("offset", damage->offset);
    json.member("finding", damage->finding);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
  if (!flags.is_json_on_stdout()) {
    print(report::grouped(static_cast<double>(journal.records().size()), 0) + " records in " +
              std::to_string(journal.files()) + " file" + (journal.files() == 1 ? "" : "s") +
              (journal.packed_files() == 0
                   ? ""
                   : ", " + std::to_string(journal.packed_files()) + " of them packed") +
              ": " + state_of(journal) + "\n",
          false);
  }
  if (!flags.json.empty()) write_text(flags.json, json.take());
  warn_of_end(journal);
  refuse_damage(journal);
}

// --- compact --------------------------------------------------------------------------------

/// How many of its last files a session that may go on keeps as they are: what goes on opens the
/// last, and takes away what the cut left half done, which may begin one before.
constexpr std::size_t kKeptOfUnclosed = 2;

std::string kibibytes(std::uint64_t bytes) {
  return report::grouped(static_cast<double>(bytes) / (1 << 10), 0) + " KiB";
}

void compact(const JournalFlags& flags) {
  const bool is_named = !flags.sessions.empty();
  const std::vector<std::string> names =
      is_named ? flags.sessions : sessions_in(journals_folder(home_of(flags.home)));
  report::JsonWriter json;
  json.begin_object().key("journals").begin_array();
  std::string text;
  for (const std::string& name : names) {
    const store::Journal journal = read_journal(name, flags.home);
    if (is_named) refuse_damage(journal);
    if (journal.damage()) {
      print("warning: '" + name + "' is left as it is: " + journal.damage()->message() + "\n",
            true);
      continue;
    }
    note_audit(home_of(flags.home),
               std::array{audit_entry(formats::AuditKind::Operator, "compact", name, {})});
    const auto done = store::compact(journal, has_closing(journal) ? 0 : kKeptOfUnclosed);
    if (!done && is_named) throw Failure{ExitCode::Failed, done.error().message};
    if (!done) {
      print("warning: '" + name + "' is left as it is: " + done.error().message + "\n", true);
      continue;
    }
    json.begin_object();
    json.member("name", name);
    json.member("files", done->files);
    json.member("bytes_from", done->bytes_from);
    json.member("bytes_to", done->bytes_to);
    json.end_object();
    text.append(name).append(": ").append(std::to_string(done->files)).append(" of ");
    text.append(std::to_string(journal.files())).append(" files packed");
    if (done->files != 0) {
      text.append(", ").append(kibibytes(done->bytes_from)).append(" to ");
      text.append(kibibytes(done->bytes_to));
    }
    text.append("\n");
  }
  json.end_array().end_object();
  if (names.empty()) text = "There are no journals yet; `tradewind demo` writes one.\n";
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

Verb add_part(Verb verb, const std::shared_ptr<JournalFlags>& flags, const char* name,
              const char* doc) {
  const Verb part = verb.verb(name, doc);
  part.option("--home", flags->home, "Folder of our state").type_name("DIR");
  add_json_option(part, flags->json);
  part.footer(kJournalFooter);
  return part;
}

Verb add_session_part(Verb verb, const std::shared_ptr<JournalFlags>& flags, const char* name,
                      const char* doc) {
  const Verb part = add_part(verb, flags, name, doc);
  part.option("session", flags->session, "Folder or name of a session").required();
  return part;
}

}  // namespace

std::string journals_folder(const std::string& home) { return home + "/journals"; }

std::vector<std::string> sessions_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator{folder, missing}) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

store::Journal read_journal(const std::string& name, const std::string& home_flag) {
  std::string path = name;
  if (!std::filesystem::exists(path) && name.find('/') == std::string::npos) {
    path = journals_folder(home_of(home_flag)) + "/" + name;
  }
  auto journal = store::Journal::read(path);
  if (!journal) throw Failure{ExitCode::BadData, journal.error().message};
  return std::move(*journal);
}

void add_journal(Verb root) {
  const Verb verb = root.verb("journal",
                              "What sessions left on record: list, show, verify,\n"
                              "compact");
  verb.needs_verb();
  verb.footer(kJournalFooter);
  auto flags = std::make_shared<JournalFlags>();
  add_part(verb, flags, "list", "List the sessions in the home").runs([flags] { list(*flags); });
  const Verb shows = add_session_part(verb, flags, "show", "Show events and commands, in order");
  shows.option("--from", flags->from, "First record to show").type_name("N");
  shows.option("--limit", flags->limit, "How many to show; all by default").type_name("N");
  shows.option("--kind", flags->kind, "Only these: bar, order, command, control, ...")
      .one_of({"opening", "command", "checkpoint", "closing", "quote", "print", "bar",
               "observation", "action", "session", "order", "timer", "feed", "cash", "control"})
      .type_name("KIND");
  shows.runs([flags] { show(*flags); });
  add_session_part(verb, flags, "verify", "Check every record of a session").runs([flags] {
    verify(*flags);
  });
  const Verb compacts =
      add_part(verb, flags, "compact", "Pack full files; all that reads them still does");
  compacts.option("session", flags->sessions, "Folders or names of sessions; all without");
  compacts.runs([flags] { compact(*flags); });
}

}  // namespace tw::app
