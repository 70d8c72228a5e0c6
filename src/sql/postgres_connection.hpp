#pragma once

#include <expected>
#include <memory>

#include "sql/connection.hpp"

namespace tw::sql {

/// Connects to a PostgreSQL server. Errors: Lost when it cannot be reached, Denied.
std::expected<std::unique_ptr<Connection>, Error> open_postgres(const Address& address,
                                                                const Opening& opening);

}  // namespace tw::sql
