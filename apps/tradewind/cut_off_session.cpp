#include "cut_off_session.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "audit_note.hpp"
#include "journal_path.hpp"
#include "live/session_audit.hpp"
#include "live/session_journal.hpp"
#include "live/session_writer.hpp"
#include "live/tape.hpp"
#include "report/number_text.hpp"
#include "store/audit_trail.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using formats::RecordKind;

/// Returns the newest session of the home that was cut off.
store::Journal latest(const std::string& home) {
  const std::string folder = journals_folder(home);
  const std::vector<std::string> names = sessions_in(folder);
  for (const std::string& name : std::views::reverse(names)) {
    auto journal = store::Journal::read(std::string{folder}.append("/").append(name));
    if (journal && !journal->records().empty() && !live::not_resumable(*journal)) {
      return std::move(*journal);
    }
  }
  throw Failure{ExitCode::BadData, "no session in '" + folder +
                                       "' was cut off and can go on; `tradewind journal list` "
                                       "shows how each ended"};
}

/// Returns whether a session that begins now would open as the recorded one did.
bool is_same_opening(formats::JournalOpening recorded, const formats::JournalOpening& now) {
  recorded.started_at = now.started_at;
  return formats::encode(recorded) == formats::encode(now);
}

void count(const store::JournalRecord& record, CutOffSession& session) {
  if (record.kind == static_cast<std::uint16_t>(RecordKind::Command)) {
    const auto command = formats::decode_command(record.payload);
    session.commands += 1;
    if (!command || !command->request) return;
    session.orders += 1;
    session.last_order = std::max(session.last_order, sequence_of(command->id));
  } else if (record.kind == static_cast<std::uint16_t>(RecordKind::Event)) {
    const auto event = formats::decode_event(record.payload);
    const auto* report = event ? std::get_if<OrderEvent>(&event->event) : nullptr;
    session.fills += report != nullptr && report->kind == OrderEvent::Kind::Filled ? 1 : 0;
  }
}

std::string number(std::uint64_t value) { return report::grouped(static_cast<double>(value), 0); }

}  // namespace

void CutOffSession::note_opened(const store::JournalWriter& writer) {
  records_kept = writer.size();
  ids_found = writer.ids_found();
  is_after_restart = writer.is_after_restart();
}

CutOffSession find_cut_off_session(const std::string& name, const std::string& home,
                                   const backtest::BacktestSpec& spec,
                                   const std::vector<backtest::Feed>& feeds,
                                   const std::vector<formats::JournalOption>& options) {
  CutOffSession session{.name = {},
                        .journal = name == "latest" ? latest(home) : read_journal(name, home),
                        .told = {}};
  session.name = live::session_name(session.journal.folder());
  if (const auto why = live::not_resumable(session.journal)) {
    throw Failure{ExitCode::BadData, *why};
  }
  const auto opening = live::opening_of(session.journal);
  session.told = live::told_so_far(
      spec, feeds, live::RecordedInputs{std::span{session.journal.records()}.subspan(1)});
  const bool is_same =
      is_same_opening(*opening, live::opening_of(spec, feeds, options, opening->mode, {}));
  if (!is_same || session.told.of_others != 0) {
    throw Failure{ExitCode::BadData,
                  "session '" + session.name +
                      "' was played another history than is here now; name the one that it "
                      "began with by --data-dir, or start a new session"};
  }
  for (const store::JournalRecord& record : session.journal.records()) count(record, session);
  return session;
}

void note_recovery(const std::string& home, const CutOffSession& session) {
  const std::string subject = "session:" + session.name;
  bool has_begun = false;
  const auto read = store::AuditTrail{home}.read([&](const formats::AuditRecord& record) {
    has_begun = record.entry.kind == formats::AuditKind::Run && record.entry.action == "begin" &&
                record.entry.subject == subject;
    return !has_begun;
  });
  if (!read) throw Failure{ExitCode::Failed, read.error().message};
  std::vector<formats::AuditEntry> entries;
  if (!has_begun) {
    entries.push_back(live::begin_of(session.name, *live::opening_of(session.journal),
                                     audit_actor(), wall_clock()));
  }
  std::string found = std::to_string(session.journal.records().size()) +
                      " records: " + std::to_string(session.orders) + " orders, " +
                      std::to_string(session.fills) + " fills; goes on behind order " +
                      std::to_string(session.last_order);
  if (const auto& torn = session.journal.torn_tail()) {
    found += "; a torn tail of " + std::to_string(torn->bytes) + " bytes is cut";
  }
  entries.push_back(audit_entry(formats::AuditKind::Operator, "resume", subject, {}));
  entries.push_back(audit_entry(formats::AuditKind::Run, "recover", subject, std::move(found)));
  note_audit(home, entries);
}

std::string recovery_text(const CutOffSession& session) {
  const store::Journal& journal = session.journal;
  std::string text = "  recovered      " + number(session.records_kept) + " records of " +
                     std::to_string(journal.files()) + " file" + (journal.files() == 1 ? "" : "s") +
                     ", told again and compared: " + number(session.orders) + " orders, " +
                     number(session.fills) + " fills";
  if (const auto& torn = journal.torn_tail()) {
    text += "; a torn tail of " + std::to_string(torn->bytes) + " bytes was cut";
  }
  if (const std::uint64_t undone = journal.records().size() - session.records_kept; undone != 0) {
    text += "; " + number(undone) + " more of an event that was not on record came again";
  }
  text += "\n  order ids      went on behind " + std::to_string(session.last_order) + "; " +
          number(session.ids_found) + " had been set aside\n";
  if (session.is_after_restart) {
    text +=
        "  the system was started anew meanwhile: what was not yet on the disk is lost, and "
        "orders up to " +
        number(session.ids_found) +
        " may have been among it;\n  their simulated venue began anew with the record, so "
        "nobody else has seen them\n";
  }
  return text;
}

}  // namespace tw::app
