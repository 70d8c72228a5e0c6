#include "db.hpp"

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "audit_note.hpp"
#include "command_line.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/terminal_text.hpp"
#include "store/audit_table.hpp"
#include "store/database.hpp"
#include "store/migration.hpp"
#include "store/schema.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kDbFooter =
    "The database is SQLite in the home folder until DATABASE_URL, or --database, names another.\n"
    "\n"
    "Examples:\n"
    "  tradewind db migrate\n"
    "  tradewind db status --database postgresql://trader@127.0.0.1/books\n"
    "  tradewind db check --json -\n"
    "  tradewind db backup books.backup\n"
    "  tradewind db restore books.backup --database sqlite:copy.db\n"
    "  tradewind db export fills --csv fills.csv\n"
    "  tradewind db prune --dry-run\n"
    "  tradewind db rebuild paper-20261126T143000.123Z\n"
    "\n"
    "Exit codes: 0 done, 1 it cannot be reached, written or is in use, 2 bad usage, 3 it is "
    "damaged,\n"
    "newer, or somebody else's.\n";

using State = store::MigrationStatus::State;

std::string_view word_of(State state) {
  switch (state) {
    case State::Applied:
      return "applied";
    case State::Pending:
      return "pending";
    case State::Altered:
      return "altered";
    case State::Unknown:
      return "unknown";
  }
  return "";
}

void write_steps(report::JsonWriter& json, const std::vector<store::MigrationStatus>& steps) {
  json.begin_array();
  for (const store::MigrationStatus& step : steps) {
    json.compact(true).begin_object();
    json.member("version", step.version);
    json.member("name", step.name);
    json.member("state", word_of(step.state));
    json.key("applied_at");
    if (step.state == State::Pending) {
      json.null();
    } else {
      json.value(to_string(step.applied_at));
    }
    json.end_object().compact(false);
  }
  json.end_array();
}

std::string table_of(const std::vector<store::MigrationStatus>& steps) {
  std::string text;
  for (const store::MigrationStatus& step : steps) {
    text.append("  ")
        .append(report::left(step.version + "_" + step.name, 28))
        .append(report::left(std::string{word_of(step.state)}, 10));
    if (step.state != State::Pending) text += to_string(step.applied_at);
    text += "\n";
  }
  return text;
}

/// Prints the words for a person and writes the object where it was asked for.
void answer(const DbFlags& flags, const std::string& text, report::JsonWriter& json) {
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

}  // namespace

void note_on(const DbFlags& flags, const sql::Address& address, formats::AuditKind kind,
             std::string action, std::string detail) {
  note_audit(home_of(flags.where.home),
             std::array{audit_entry(kind, std::move(action), "database:" + address.shown(),
                                    std::move(detail))});
}

void renew_audit_copy(const DbFlags& flags, const sql::Address& address, sql::Connection& db) {
  const std::string home = home_of(flags.where.home);
  const auto own = store::find_database({}, home);
  if (!own || own->shown() != address.shown()) return;
  or_fail(store::copy_audit_anew(store::AuditTrail{home}, db, address, wall_clock()));
}

void db_migrate(const DbFlags& flags) {
  const sql::Address address = database_address(flags.where);
  const auto db = or_fail(sql::Connection::open(address));
  note_on(flags, address, formats::AuditKind::Migration, "migrate", {});
  const auto applied = or_fail(store::migrate(*db, store::clock_now()));
  if (!applied.empty()) {
    note_on(flags, address, formats::AuditKind::Migration, "migrated",
            applied.front().version + " to " + applied.back().version);
  }
  report::JsonWriter json;
  json.begin_object();
  json.member("database", address.shown());
  json.key("applied");
  write_steps(json, applied);
  json.end_object();
  const std::string count = std::to_string(applied.size());
  answer(flags,
         applied.empty()
             ? address.shown() + " is up to date already.\n"
             : address.shown() + ": " + count + " migrations applied.\n" + table_of(applied),
         json);
}

void db_status(const DbFlags& flags) {
  const sql::Address address = database_address(flags.where);
  const auto db =
      or_fail(sql::Connection::open(address, {.access = sql::Access::Read, .create = false}));
  const auto state = or_fail(store::read_schema_state(*db));
  report::JsonWriter json;
  json.begin_object();
  json.member("database", address.shown());
  json.member("engine", word_of(address.engine()));
  json.member("is_current", state.is_current());
  json.key("migrations");
  write_steps(json, state.steps);
  json.end_object();
  answer(flags, address.shown() + "\n" + table_of(state.steps), json);
  const auto refused = store::refuse_unless_current(state, address.shown());
  if (refused && !state.is_empty()) throw failure_of(*refused);
}

void db_check(const DbFlags& flags) {
  const sql::Address address = database_address(flags.where);
  const auto db =
      or_fail(store::open_database(address, {.access = sql::Access::Read, .create = false}));
  const auto faults = or_fail(store::check_database(*db));
  report::JsonWriter json;
  json.begin_object();
  json.member("database", address.shown());
  json.member("is_sound", faults.empty());
  json.key("faults").begin_array();
  std::string text;
  for (const std::string& fault : faults) {
    json.value(fault);
    text += "  " + fault + "\n";
  }
  json.end_array().end_object();
  answer(flags,
         faults.empty() ? address.shown() +
                              " is sound: its schema is this build's, its pages and"
                              " references hold.\n"
                        : address.shown() + " has faults:\n" + text,
         json);
  if (!faults.empty()) {
    throw Failure{ExitCode::BadData, address.shown() + ": " + faults.front()};
  }
}

void add_db(Verb root) {
  const Verb verb = root.verb("db", "Look after the database: schema, backups, retention.");
  verb.needs_verb();
  verb.footer(kDbFooter);
  const auto flags = std::make_shared<DbFlags>();
  const auto add = [&](const char* name, const char* help, void (*run)(const DbFlags&)) {
    const Verb word = verb.verb(name, help);
    add_database_options(word, flags->where);
    add_json_option(word, flags->json, "write JSON to FILE, or to - (default)");
    word.footer(kDbFooter);
    word.runs([flags, run] { run(*flags); });
    return word;
  };
  add("migrate", "Bring the schema up to this build's.", db_migrate);
  add("status", "Show which migrations a database has.", db_status);
  add("check", "Look for damage and for a schema that was altered.", db_check);
  const Verb backup =
      add("backup", "Write everything into one file, while others go on.", db_backup);
  backup.option("file", flags->file, "the file to write").required();
  const Verb restored = add("restore", "Fill an empty database, of either engine.", db_restore);
  restored.option("file", flags->file, "a file that backup wrote").required();
  const Verb exported = add("export", "Write one table as CSV or JSON.", db_export);
  exported.option("table", flags->table, "its name, as docs/schema has it").required();
  exported.option("--csv", flags->csv, "write CSV to FILE, or to - (default)").may_be_bare();
  const Verb pruned = add("prune", "Delete what is older than its table's policy.", db_prune);
  pruned.flag("--dry-run", flags->is_dry_run, "only count what would go");
  pruned.option("--keep", flags->keep, "first change a policy: TABLE=DAYS");
  add("rebuild", "Make the tables of sessions anew from their journals.", db_rebuild)
      .option("session", flags->sessions, "names or folders of sessions (default: all)");
}

}  // namespace tw::app
