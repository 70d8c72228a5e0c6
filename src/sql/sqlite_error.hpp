#pragma once

#include "sql/error.hpp"

struct sqlite3;

namespace tw::sql {

/// Returns what an extended result code of SQLite means.
Reason reason_of_sqlite(int code);

/// Returns the last error of `handle` in one line that names `where`.
Error sqlite_error(sqlite3* handle, int code, const std::string& where);

}  // namespace tw::sql
