#pragma once

#include <expected>
#include <string>

namespace tw::sql {

/// How SQLite is told to open a file.
struct SqliteFile {
  std::string name;
  int flags = 0;  ///< Added to those of every file.
};

/// Returns how who only reads opens the file at `path`, which is there.
///
/// Readers of a write-ahead log share a file beside it. On a disk that nobody may write they cannot
/// make it, and need none as long as the log is empty: then the file does not change.
/// Errors: there are rows in a log that cannot be read so; says what to do.
/// Source: SQLite, "Uniform Resource Identifiers", `immutable`; "Write-Ahead Logging", read-only.
std::expected<SqliteFile, std::string> file_to_read(const std::string& path);

}  // namespace tw::sql
