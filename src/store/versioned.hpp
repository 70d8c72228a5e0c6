#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "sql/error.hpp"

namespace tw::store {

/// Reads what an UPDATE of one row "WHERE ... AND version = ?" did. Two writers who read the same
/// version cannot both have it: the second one's statement finds no row.
/// Errors: as of the statement; Conflict names `what`, of which nothing was changed.
inline std::expected<void, sql::Error> changed_once(
    const std::expected<std::int64_t, sql::Error>& rows, const std::string& what) {
  if (!rows) return std::unexpected{rows.error()};
  if (*rows != 0) return {};
  return std::unexpected{
      sql::Error{sql::Reason::Conflict, what + " was changed by somebody else meanwhile, and is as "
                                               "they left it; look at it again"}};
}

}  // namespace tw::store
