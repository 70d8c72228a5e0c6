#pragma once

#include <expected>
#include <string>
#include <vector>

#include "sql/connection.hpp"

namespace tw::store {

/// One column, as the database itself says.
struct SchemaColumn {
  std::string name;
  std::string type;  ///< As the migrations spell it: "BIGINT".
  bool is_nullable = true;
  int key_position = 0;  ///< In the primary key, from 1; 0 outside.

  friend bool operator==(const SchemaColumn&, const SchemaColumn&) = default;
};

/// Columns of a table that name a row of another.
struct SchemaReference {
  std::vector<std::string> columns;
  std::string table;
  std::vector<std::string> target;

  friend bool operator==(const SchemaReference&, const SchemaReference&) = default;
};

struct SchemaTable {
  std::string name;
  std::vector<SchemaColumn> columns;
  std::vector<SchemaReference> references;
};

/// Returns the tables of a database by name, without the one that notes migrations.
std::expected<std::vector<SchemaTable>, sql::Error> read_schema(sql::Connection& db);

/// Returns the schema that this build's migrations make.
std::expected<std::vector<SchemaTable>, sql::Error> expected_schema();

/// Returns the tables so that each stands behind those that it refers to.
std::vector<SchemaTable> by_reference(std::vector<SchemaTable> tables);

/// Returns what is wrong with a database, a line each: damaged pages, rows whose reference is gone,
/// a table or column that is not as the migrations made it. Reads all of it.
std::expected<std::vector<std::string>, sql::Error> check_database(sql::Connection& db);

}  // namespace tw::store
