#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "sql/error.hpp"

namespace tw::sql {

enum class Engine : std::uint8_t { Sqlite, Postgres };

/// Returns "sqlite" or "postgresql".
std::string_view word_of(Engine engine);

/// Where a database is, as DATABASE_URL says it: `sqlite:PATH`, `sqlite://PATH`,
/// `postgresql://user:password@host:port/name?options` or `postgres://...`.
///
/// Options of a server's address are those of libpq; what the address leaves out comes from libpq's
/// own variables and files.
class Address {
 public:
  /// Errors: Refused, in words that hold nothing of the text but its scheme.
  static std::expected<Address, Error> parse(std::string_view text);
  static Address sqlite(std::string path);

  Engine engine() const { return engine_; }
  /// A file's path. Meaningful for SQLite.
  const std::string& path() const { return path_; }
  /// The whole address with its password. Meaningful for PostgreSQL; never to be shown.
  const std::string& secret() const { return secret_; }
  /// Returns the address for a person: the path, or user, host, port and name without a password.
  const std::string& shown() const { return shown_; }
  /// Returns `message` with the password struck out, should it be in there.
  std::string redacted(std::string message) const;

 private:
  Engine engine_ = Engine::Sqlite;
  std::string path_;
  std::string secret_;
  std::string shown_;
  std::string password_;
};

}  // namespace tw::sql
