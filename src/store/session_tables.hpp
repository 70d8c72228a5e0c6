#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "sql/connection.hpp"
#include "store/session_rows.hpp"

namespace tw::store {

/// The tables of trading sessions: what journals say, made searchable.
///
/// A session's row holds the sequence of the last journal record that the tables have, and moves in
/// the same transaction as the rows themselves; so each record counts exactly once, however often a
/// writer dies or a connection is lost.
/// Thread: that of the connection. Owns: the connection must outlive it.
class SessionTables {
 public:
  explicit SessionTables(sql::Connection& database) : database_{database} {}

  /// Returns the last record of a session that the tables hold; 0 when they have none of it.
  std::expected<std::uint64_t, sql::Error> last_sequence(std::string_view run);

  /// Adds the rows, all or nothing. `rows.first_sequence` must follow what the tables hold.
  /// Errors: of the database; Refused when the tables hold another stretch of the session, which
  /// means that somebody else writes it.
  std::expected<void, sql::Error> add(const std::string& run, const SessionRows& rows);

  /// Takes everything of a session away. Inside a transaction it is part of that.
  std::expected<void, sql::Error> erase(std::string_view run);

 private:
  std::expected<void, sql::Error> add_in_transaction(const std::string& run,
                                                     const SessionRows& rows);
  std::expected<void, sql::Error> advance(const std::string& run, const SessionRows& rows);
  std::expected<void, sql::Error> put_states(const std::string& run, const SessionRows& rows);
  std::expected<void, sql::Error> add_story(const std::string& run, const SessionRows& rows);

  sql::Connection& database_;
};

}  // namespace tw::store
