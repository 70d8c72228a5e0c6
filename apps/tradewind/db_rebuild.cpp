#include <cstdint>
#include <string>
#include <vector>

#include "db.hpp"
#include "journal_path.hpp"
#include "live/session_writer.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "store/audit_table.hpp"
#include "store/database.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// Returns the sessions that were named, or all that the home has a journal of.
std::vector<std::string> sessions_of(const DbFlags& flags) {
  if (!flags.sessions.empty()) return flags.sessions;
  return sessions_in(journals_folder(home_of(flags.where.home)));
}

/// Makes the audit trail's copy anew, and returns how many records it has.
std::uint64_t rebuild_audit(const DbFlags& flags, sql::Connection& database) {
  const sql::Address address = database_address(flags.where);
  note_on(flags, address, formats::AuditKind::Operator, "rebuild", "audit_trail");
  const store::AuditTrail trail{home_of(flags.where.home)};
  return or_fail(store::copy_audit_anew(trail, database, address, store::clock_now())).added;
}

}  // namespace

void db_rebuild(const DbFlags& flags) {
  const auto database = open_database(flags.where, sql::Access::Write);
  report::JsonWriter json;
  json.begin_object().key("sessions").begin_array();
  std::string text;
  for (const std::string& name : sessions_of(flags)) {
    const store::Journal journal = read_journal(name, flags.where.home);
    note_on(flags, database_address(flags.where), formats::AuditKind::Operator, "rebuild",
            live::session_name(journal.folder()));
    or_fail(live::rebuild(journal, *database));
    const std::size_t records = journal.records().size();
    json.begin_object();
    json.member("session", live::session_name(journal.folder()));
    json.member("records", records);
    json.end_object();
    text.append(live::session_name(journal.folder()))
        .append(": ")
        .append(report::grouped(static_cast<double>(records), 0))
        .append(" records\n");
  }
  json.end_array();
  if (flags.sessions.empty()) {
    const std::uint64_t records = rebuild_audit(flags, *database);
    json.member("audit_records", records);
    if (records != 0) {
      text.append("audit trail: ")
          .append(report::grouped(static_cast<double>(records), 0))
          .append(" records\n");
    }
  }
  json.end_object();
  if (text.empty()) text = "There are no journals yet; `tradewind demo` writes one.\n";
  print(text, flags.is_json_on_stdout());
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

}  // namespace tw::app
