#pragma once

#include <expected>
#include <memory>

#include "sql/connection.hpp"

namespace tw::sql {

/// Opens a SQLite file: WAL, foreign keys on, waiting for others within the opening's patience.
/// Errors: Denied, Damaged, Busy, Refused; a file that was there is unchanged.
std::expected<std::unique_ptr<Connection>, Error> open_sqlite(const Address& address,
                                                              const Opening& opening);

}  // namespace tw::sql
