#pragma once

#include <string_view>

#include "sql/address.hpp"
#include "sql/error.hpp"

struct pg_conn;
struct pg_result;

namespace tw::sql {

/// Returns what a five-character SQLSTATE means.
/// Source: PostgreSQL 15 documentation, appendix A.
Reason reason_of_sqlstate(std::string_view state);

/// Returns the error of a result in one line, without a password.
Error postgres_error(const pg_result* result, const Address& address);

/// Returns why a connection could not be made, or has gone.
Error connection_error(const pg_conn* connection, const Address& address);

}  // namespace tw::sql
