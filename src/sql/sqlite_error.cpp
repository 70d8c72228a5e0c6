#include "sql/sqlite_error.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace tw::sql {

Reason reason_of_sqlite(int code) {
  if (code == SQLITE_BUSY_SNAPSHOT) return Reason::Conflict;
  switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
      return Reason::Constraint;
    case SQLITE_SCHEMA:
      return Reason::Conflict;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Reason::Busy;
    case SQLITE_INTERRUPT:
      return Reason::Cancelled;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return Reason::Denied;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return Reason::Damaged;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return Reason::Full;
    case SQLITE_IOERR:
      return Reason::Lost;
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
      return Reason::BadValue;
    default:
      return Reason::Syntax;
  }
}

Error sqlite_error(sqlite3* handle, int code, const std::string& where) {
  std::string words = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  std::ranges::replace(words, '\n', ' ');
  // sum() says it like this on SQLite; PostgreSQL's sum is wider, and reading it says the same.
  const bool overflowed = words == "integer overflow";
  return {overflowed ? Reason::BadValue : reason_of_sqlite(code), where + ": " + words};
}

}  // namespace tw::sql
