#pragma once

#include <expected>
#include <memory>
#include <string>

#include "sql/connection.hpp"
#include "sql/pool.hpp"

namespace tw::store {

/// Returns which database to use: `flag` (from `--database URL`) when not empty, else DATABASE_URL,
/// else the file `tradewind.db` in the home folder, which `home_flag` (from `--home DIR`) may name.
///
/// The folder of a file is made. Errors: Refused for an address that cannot be right.
std::expected<sql::Address, sql::Error> find_database(const std::string& flag,
                                                      const std::string& home_flag);

/// Opens a database whose schema is the one of this build. An empty SQLite file, or one that is not
/// there, is migrated on the way when writing, so that the product works without a set-up.
/// Errors: as `Connection::open`; Refused with the remedy when the schema is another.
std::expected<std::unique_ptr<sql::Connection>, sql::Error> open_database(
    const sql::Address& address, const sql::Opening& opening = {});

/// As `open_database`, for many threads.
std::expected<std::unique_ptr<sql::Pool>, sql::Error> open_database_pool(
    const sql::Address& address, const sql::Opening& opening = {},
    const sql::PoolLimits& limits = {});

/// Returns the time of the system's clock.
Timestamp clock_now();

}  // namespace tw::store
