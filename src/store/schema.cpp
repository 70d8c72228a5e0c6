#include "store/schema.hpp"

#include <algorithm>
#include <utility>

#include "store/migration.hpp"

namespace tw::store {
namespace {

using sql::Error;

constexpr const char* kSqliteColumns =
    "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema AS m,"
    " pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE"
    " '\\' ORDER BY m.name, c.cid";

constexpr const char* kSqliteReferences =
    "SELECT m.name, f.id, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_schema AS m,"
    " pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY m.name, f.id DESC, "
    "f.seq";

constexpr const char* kPostgresColumns =
    "SELECT c.relname, a.attname, upper(format_type(a.atttypid, a.atttypmod)), a.attnotnull,"
    " coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)"
    " FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
    " LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary"
    " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = to_regnamespace(current_schema()::text)"
    " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

constexpr const char* kPostgresReferences =
    "SELECT c.relname, k.oid, a.attname, r.relname, b.attname FROM pg_constraint AS k"
    " JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_class AS r ON r.oid = k.confrelid"
    " CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u (here, there, n)"
    " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.here"
    " JOIN pg_attribute AS b ON b.attrelid = r.oid AND b.attnum = u.there"
    " WHERE k.contype = 'f' AND c.relnamespace = to_regnamespace(current_schema()::text)"
    " ORDER BY c.relname, k.oid, u.n";

SchemaTable* find_table(std::vector<SchemaTable>& tables, const std::string& name) {
  const auto found = std::ranges::find(tables, name, &SchemaTable::name);
  return found == tables.end() ? nullptr : &*found;
}

/// Says how a table differs from the one that the migrations make.
void compare(const SchemaTable& wanted, const SchemaTable& found,
             std::vector<std::string>& faults) {
  for (const SchemaColumn& column : wanted.columns) {
    const auto is = std::ranges::find(found.columns, column.name, &SchemaColumn::name);
    const std::string name = "column '" + wanted.name + "." + column.name + "'";
    if (is == found.columns.end()) {
      faults.push_back(name + " is missing");
    } else if (!(*is == column)) {
      faults.push_back(name + " is " + is->type + (is->is_nullable ? "" : " NOT NULL") +
                       ", and should be " + column.type + (column.is_nullable ? "" : " NOT NULL"));
    }
  }
  for (const SchemaColumn& column : found.columns) {
    if (std::ranges::find(wanted.columns, column.name, &SchemaColumn::name) ==
        wanted.columns.end()) {
      faults.push_back("column '" + wanted.name + "." + column.name + "' is not of tradewind");
    }
  }
}

std::expected<void, Error> check_pages(sql::Connection& db, std::vector<std::string>& faults) {
  if (db.engine() != sql::Engine::Sqlite) return {};
  constexpr std::size_t kFaultsMax = 20;
  auto done = db.each("PRAGMA integrity_check(20)", {}, [&](const sql::Row& row) {
    if (row.text(0) != "ok") faults.emplace_back(row.text(0));
  });
  if (!done) return done;
  return db.each("PRAGMA foreign_key_check", {}, [&](const sql::Row& row) {
    if (faults.size() >= kFaultsMax) return;
    faults.push_back("a row of '" + std::string{row.text(0)} + "' refers to a row of '" +
                     std::string{row.text(2)} + "' that is not there");
  });
}

}  // namespace

std::expected<std::vector<SchemaTable>, Error> read_schema(sql::Connection& db) {
  const bool is_sqlite = db.engine() == sql::Engine::Sqlite;
  std::vector<SchemaTable> tables;
  auto done = db.each(is_sqlite ? kSqliteColumns : kPostgresColumns, {}, [&](const sql::Row& row) {
    const std::string_view table = row.text(0);
    if (table == "tradewind_migrations") return;
    if (tables.empty() || tables.back().name != table)
      tables.push_back({std::string{table}, {}, {}});
    tables.back().columns.push_back({.name = std::string{row.text(1)},
                                     .type = std::string{row.text(2)},
                                     .is_nullable = row.integer(3) == 0,
                                     .key_position = row.get<int>(4)});
  });
  if (!done) return std::unexpected{done.error()};
  std::int64_t last = -1;
  done = db.each(is_sqlite ? kSqliteReferences : kPostgresReferences, {}, [&](const sql::Row& row) {
    SchemaTable* const table = find_table(tables, std::string{row.text(0)});
    if (table == nullptr) return;
    if (table->references.empty() || last != row.integer(1)) {
      table->references.push_back({{}, std::string{row.text(3)}, {}});
    }
    last = row.integer(1);
    table->references.back().columns.emplace_back(row.text(2));
    table->references.back().target.emplace_back(row.text(4));
  });
  if (!done) return std::unexpected{done.error()};
  return tables;
}

std::expected<std::vector<SchemaTable>, Error> expected_schema() {
  const auto db = sql::Connection::open(sql::Address::sqlite(":memory:"));
  if (!db) return std::unexpected{db.error()};
  if (const auto made = migrate(**db, {}); !made) return std::unexpected{made.error()};
  return read_schema(**db);
}

std::vector<SchemaTable> by_reference(std::vector<SchemaTable> tables) {
  std::vector<SchemaTable> ordered;
  const auto is_placed = [&](const std::string& name) {
    return std::ranges::find(ordered, name, &SchemaTable::name) != ordered.end();
  };
  while (!tables.empty()) {
    // One that refers to itself may stand; a ring of tables would have to be broken somewhere.
    auto ready = std::ranges::find_if(tables, [&](const SchemaTable& table) {
      return std::ranges::all_of(table.references, [&](const SchemaReference& reference) {
        return reference.table == table.name || is_placed(reference.table);
      });
    });
    if (ready == tables.end()) ready = tables.begin();
    ordered.push_back(std::move(*ready));
    tables.erase(ready);
  }
  return ordered;
}

std::expected<std::vector<std::string>, Error> check_database(sql::Connection& db) {
  std::vector<std::string> faults;
  if (const auto done = check_pages(db, faults); !done) return std::unexpected{done.error()};
  auto found = read_schema(db);
  if (!found) return std::unexpected{found.error()};
  const auto wanted = expected_schema();
  if (!wanted) return std::unexpected{wanted.error()};
  for (const SchemaTable& table : *wanted) {
    if (const SchemaTable* const is = find_table(*found, table.name)) {
      compare(table, *is, faults);
    } else {
      faults.push_back("table '" + table.name + "' is missing");
    }
  }
  return faults;
}

}  // namespace tw::store
