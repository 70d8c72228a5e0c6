#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "sql/connection.hpp"

namespace tw::store {

/// How many rows of one table an archive holds, was given or lost.
struct TableRows {
  std::string table;
  std::int64_t rows = 0;
};

/// Writes everything a database holds into one file, which restores on either engine.
///
/// Online: all tables are read in one transaction, so others go on writing and the file shows one
/// state. The file appears under its name only when it is whole, and carries a checksum.
/// Errors: as of the connection; Full or Denied for the file. Nothing is left behind then.
/// Source: docs/database.md describes the form.
std::expected<std::vector<TableRows>, sql::Error> back_up(sql::Connection& db,
                                                          const std::string& path, Timestamp now);

/// Fills a database with what an archive holds, all or nothing. The database must be empty, or have
/// the archive's schema and no rows; it gets that schema, the rows, and then what this build adds.
///
/// Errors: Damaged or Refused for the file, which is checked as a whole before the database is
/// touched; Refused for a database with rows in it.
std::expected<std::vector<TableRows>, sql::Error> restore(sql::Connection& db,
                                                          const std::string& path, Timestamp now);

}  // namespace tw::store
