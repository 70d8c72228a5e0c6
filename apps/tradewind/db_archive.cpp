#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "audit_note.hpp"
#include "core/nearest.hpp"
#include "db.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "store/archive.hpp"
#include "store/archive_text.hpp"
#include "store/database.hpp"
#include "store/retention.hpp"
#include "store/schema.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

void answer_rows(const DbFlags& flags, const std::string& done,
                 const std::vector<store::TableRows>& tables) {
  report::JsonWriter json;
  json.begin_object();
  json.member("file", flags.file);
  std::int64_t sum = 0;
  json.key("tables").begin_object();
  for (const store::TableRows& table : tables) {
    json.member(table.table, table.rows);
    sum += table.rows;
  }
  json.end_object();
  json.member("rows", sum);
  json.end_object();
  if (!flags.is_json_on_stdout()) {
    print(done + ": " + report::grouped(static_cast<double>(sum), 0) + " rows of " +
              std::to_string(tables.size()) + " tables.\n",
          false);
  }
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

// --- Export -----------------------------------------------------------------------------------

store::SchemaTable table_named(sql::Connection& db, const std::string& name) {
  const auto tables = or_fail(store::read_schema(db));
  const auto found = std::ranges::find(tables, name, &store::SchemaTable::name);
  if (found != tables.end()) return *found;
  std::vector<std::string_view> known;
  known.reserve(tables.size());
  for (const store::SchemaTable& table : tables) known.push_back(table.name);
  const auto meant = nearest(name, known);
  throw Failure{ExitCode::BadUsage,
                "there is no table '" + name + "'" +
                    (meant ? "; did you mean '" + std::string{*meant} + "'?"
                           : std::string{"; docs/schema/README.md lists them"})};
}

/// Returns the query for all of a table in the order of its key.
std::string query_of(const store::SchemaTable& table) {
  std::string columns;
  std::vector<const store::SchemaColumn*> key;
  for (const store::SchemaColumn& column : table.columns) {
    columns.append(columns.empty() ? "\"" : ", \"").append(column.name).append("\"");
    if (column.key_position > 0) key.push_back(&column);
  }
  std::ranges::sort(key, {}, &store::SchemaColumn::key_position);
  std::string order;
  for (const store::SchemaColumn* column : key) {
    order.append(order.empty() ? " ORDER BY \"" : ", \"").append(column->name).append("\"");
  }
  return std::string{"SELECT "}.append(columns) + " FROM \"" + table.name + "\"" + order;
}

std::string hex_of(std::span<const std::byte> bytes) {
  std::string text;
  store::append_hex(text, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return text;
}

/// The shortest digits that read back the same.
void append_shortest(std::string& text, double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), end.ptr);
}

void append_csv_text(std::string& csv, std::string_view text) {
  // Quoted when empty too: nothing at all is null.
  const bool needs_quotes = text.empty() || text.find_first_of(",\"\r\n") != text.npos;
  if (!needs_quotes) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char c : text) {
    csv += c;
    if (c == '"') csv += c;
  }
  csv += '"';
}

std::string csv_of(sql::Connection& db, const store::SchemaTable& table) {
  std::string csv;
  for (const store::SchemaColumn& column : table.columns) {
    csv.append(csv.empty() ? "" : ",").append(column.name);
  }
  csv += '\n';
  or_fail(db.stream(query_of(table), {}, [&](const sql::Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) csv += ',';
      switch (row.type(i)) {
        case sql::Type::Null:
          break;
        case sql::Type::Int64:
          csv += std::to_string(row.integer(i));
          break;
        case sql::Type::Double:
          append_shortest(csv, row.real(i));
          break;
        case sql::Type::Text:
          append_csv_text(csv, row.text(i));
          break;
        case sql::Type::Bytes:
          csv += hex_of(row.blob(i));
          break;
      }
    }
    csv += '\n';
  }));
  return csv;
}

std::string json_of(sql::Connection& db, const store::SchemaTable& table) {
  report::JsonWriter json;
  json.begin_object();
  json.member("table", table.name);
  json.key("rows").begin_array();
  or_fail(db.stream(query_of(table), {}, [&](const sql::Row& row) {
    json.compact(true).begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      json.key(row.name(i));
      switch (row.type(i)) {
        case sql::Type::Null:
          json.null();
          break;
        case sql::Type::Int64:
          json.value(row.integer(i));
          break;
        case sql::Type::Double:
          json.value(row.real(i));
          break;
        case sql::Type::Text:
          json.value(row.text(i));
          break;
        case sql::Type::Bytes:
          json.value(hex_of(row.blob(i)));
          break;
      }
    }
    json.end_object().compact(false);
  }));
  json.end_array().end_object();
  return json.take();
}

// --- Retention --------------------------------------------------------------------------------

/// Reads "system_log=30".
std::pair<std::string, std::int64_t> policy_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  std::int64_t days = 0;
  if (equals != text.npos) {
    const char* const first = text.data() + equals + 1;
    const char* const last = text.data() + text.size();
    const auto read = std::from_chars(first, last, days);
    if (read.ec == std::errc{} && read.ptr == last) return {text.substr(0, equals), days};
  }
  throw Failure{ExitCode::BadUsage,
                "--keep '" + text + "' is no policy: write TABLE=DAYS, such as system_log=30"};
}

/// Changes one policy as "system_log=30" says, and puts on record what it was.
void change_policy(const DbFlags& flags, sql::Connection& db, const std::string& keep,
                   Timestamp now) {
  const auto [table, days] = policy_of(keep);
  const auto refused = [](const sql::Error& error) {
    return error.reason == sql::Reason::Refused ? Failure{ExitCode::BadUsage, error.message}
                                                : failure_of(error);
  };
  const auto policy = store::find_retention(db, table, now);
  if (!policy) throw refused(policy.error());
  note_audit(home_of(flags.where.home),
             std::array{audit_entry(
                 formats::AuditKind::Config, "set_retention", "retention:" + table,
                 "from " + std::to_string(policy->keep_days) + " to " + std::to_string(days) +
                     " days, in " + database_address(flags.where).shown())});
  if (const auto set = store::set_retention(db, *policy, days, now); !set) {
    throw refused(set.error());
  }
}

}  // namespace

void db_backup(const DbFlags& flags) {
  const sql::Address address = database_address(flags.where);
  const auto db =
      or_fail(store::open_database(address, {.access = sql::Access::Read, .create = false}));
  note_on(flags, address, formats::AuditKind::Backup, "backup", flags.file);
  const auto tables = or_fail(store::back_up(*db, flags.file, store::clock_now()));
  answer_rows(flags, "'" + flags.file + "' holds the whole database", tables);
}

void db_restore(const DbFlags& flags) {
  const sql::Address address = database_address(flags.where);
  if (!std::filesystem::exists(flags.file)) {
    throw Failure{ExitCode::BadUsage, "there is no backup '" + flags.file + "'; check the path"};
  }
  const auto db = or_fail(sql::Connection::open(address));
  note_on(flags, address, formats::AuditKind::Backup, "restore", flags.file);
  const auto tables = or_fail(store::restore(*db, flags.file, store::clock_now()));
  renew_audit_copy(flags, address, *db);
  note_on(flags, address, formats::AuditKind::Backup, "restored", flags.file);
  answer_rows(flags, address.shown() + " is restored", tables);
}

void db_export(const DbFlags& flags) {
  const auto db = or_fail(store::open_database(database_address(flags.where),
                                               {.access = sql::Access::Read, .create = false}));
  const store::SchemaTable table = table_named(*db, flags.table);
  note_on(flags, database_address(flags.where), formats::AuditKind::Backup, "export", flags.table);
  if (!flags.json.empty()) write_text(flags.json, json_of(*db, table));
  const bool wants_csv = !flags.csv.empty() || flags.json.empty();
  if (wants_csv) write_text(flags.csv.empty() ? "-" : flags.csv, csv_of(*db, table));
}

void db_prune(const DbFlags& flags) {
  if (flags.is_dry_run && !flags.keep.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--keep changes a policy, and --dry-run changes nothing: give one of them"};
  }
  const auto db =
      flags.is_dry_run ? open_to_look(flags.where) : open_database(flags.where, sql::Access::Write);
  const Timestamp now = store::clock_now();
  for (const std::string& keep : flags.keep) change_policy(flags, *db, keep, now);
  if (!flags.is_dry_run) {
    std::string kept;
    for (const std::string& keep : flags.keep) kept.append(kept.empty() ? "" : " ").append(keep);
    note_on(flags, database_address(flags.where), formats::AuditKind::Retention, "prune", kept);
  }
  const auto policies =
      or_fail(flags.is_dry_run ? store::read_retention(*db, now) : store::prune(*db, now));
  report::JsonWriter json;
  json.begin_object();
  json.member("is_dry_run", flags.is_dry_run);
  json.key("tables").begin_array();
  std::string text;
  for (const store::RetentionPolicy& policy : policies) {
    json.compact(true).begin_object();
    json.member("table", policy.table);
    json.member("keep_days", policy.keep_days);
    json.member(flags.is_dry_run ? "expired" : "deleted", policy.expired);
    json.end_object().compact(false);
    text += "  " + report::left(policy.table, 20) +
            report::right(std::to_string(policy.keep_days), 6) + " days" +
            report::right(report::grouped(static_cast<double>(policy.expired), 0), 12) +
            (flags.is_dry_run ? " rows are older\n" : " rows deleted\n");
  }
  json.end_array().end_object();
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

}  // namespace tw::app
