#pragma once

#include <expected>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "sql/connection.hpp"
#include "verb.hpp"

namespace tw::app {

/// Which database a verb works with: `--database URL` and `--home DIR`.
struct DatabaseFlags {
  std::string database;
  std::string home;
};

/// Adds both options to a verb.
void add_database_options(Verb verb, DatabaseFlags& flags);

/// Returns where the database is. Errors: throws Failure: BadUsage, or Failed where the home folder
/// cannot be made.
sql::Address database_address(const DatabaseFlags& flags);

/// Opens it with the schema of this build; one for writing is made where there is none.
/// Errors: throws Failure.
std::unique_ptr<sql::Connection> open_database(const DatabaseFlags& flags, sql::Access access);

/// Opens it for who only looks, so that it may be one that nobody may write; a home that has none
/// yet gets one. Errors: throws Failure.
std::unique_ptr<sql::Connection> open_to_look(const DatabaseFlags& flags);

/// As `open_database`, of an address and for those who go on without it. A database that was made
/// on the way is on record in the audit trail of `home`, which may be empty for the usual one.
std::expected<std::unique_ptr<sql::Connection>, sql::Error> open_noted(const sql::Address& address,
                                                                       sql::Access access,
                                                                       const std::string& home);

/// Returns how a verb ends that a database failed: BadData where it cannot be used as it is, Failed
/// where another try may do.
Failure failure_of(const sql::Error& error);

/// Returns the value of a database's answer, or throws how the verb ends.
template <class T>
T or_fail(std::expected<T, sql::Error> answer) {
  if (!answer) throw failure_of(answer.error());
  if constexpr (!std::is_void_v<T>) return std::move(*answer);
}

}  // namespace tw::app
