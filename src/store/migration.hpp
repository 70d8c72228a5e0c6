#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"
#include "sql/connection.hpp"

namespace tw::store {

/// One step of the schema, as its file in src/store/migrations has it.
struct Migration {
  std::string_view version;  ///< "0003": their order.
  std::string_view name;     ///< "accounts".
  std::string_view text;     ///< The whole file, in the form of dbmate.
};

/// Returns every step that this build knows, in order. They stand in the executable.
std::span<const Migration> migrations();

/// Returns the fingerprint of a step, by which a change after the fact is noticed.
std::string checksum_of(const Migration& migration);

/// Returns what a step runs on `engine`: its `migrate:up` part. On PostgreSQL text columns compare
/// by bytes, as SQLite's do, whatever the locale of the database.
std::string statements_of(const Migration& migration, sql::Engine engine);

/// Where one step stands in a database.
struct MigrationStatus {
  enum class State : std::uint8_t {
    Applied,
    Pending,
    Altered,  ///< Applied, but its file was another then.
    Unknown,  ///< Applied by a build that knows more than this one.
  };
  std::string version;
  std::string name;
  State state{};
  Timestamp applied_at;
};

/// What a database holds, seen from here.
struct SchemaState {
  std::vector<MigrationStatus> steps;  ///< By version.
  std::string foreign_table;  ///< Of a database that is somebody else's: one of its tables.

  bool is_empty() const;    ///< Nothing was applied, and nobody else uses it.
  bool is_current() const;  ///< Everything was applied, and nothing else.
};

/// Errors: as of the connection. Changes nothing.
std::expected<SchemaState, sql::Error> read_schema_state(
    sql::Connection& db, std::span<const Migration> known = migrations());

/// Applies what is missing, each step in a transaction of its own, and returns what it applied.
///
/// Whoever migrates at the same time waits. A step that fails leaves the database as it was before
/// it. Errors: Refused for a database that is newer, altered or somebody else's; then nothing was
/// changed. Otherwise those of the failed step, which is named.
/// `before_commit` is for tests alone: called in each step, when all of it but its end is done.
std::expected<std::vector<MigrationStatus>, sql::Error> migrate(
    sql::Connection& db, Timestamp now, std::span<const Migration> known = migrations(),
    const std::function<void()>& before_commit = {});

/// Returns why this build cannot work with a database in that state, with the remedy.
std::optional<sql::Error> refuse_unless_current(const SchemaState& state, const std::string& where);

}  // namespace tw::store
