#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sql/bulk.hpp"
#include "sql/postgres_row.hpp"
#include "sql/postgres_session.hpp"

namespace tw::sql {

/// Rows on their way into a table: COPY in binary form.
/// Source: PostgreSQL 15 documentation, COPY, "Binary Format".
class PostgresBulk final : public BulkDriver {
 public:
  /// `ended` is told whether the rows stay, and ends what was begun for them.
  using Ended = std::function<std::expected<void, Error>(bool keeps)>;

  /// Requires that the session has just answered a COPY with "send".
  PostgresBulk(PostgresSession& session, std::vector<PostgresColumn> columns, Ended ended);

  void null() override;
  void integer(std::int64_t value) override;
  void real(double value) override;
  void text(std::string_view value) override;
  void blob(std::string_view bytes) override;
  std::expected<std::int64_t, Error> finish() override;
  void abandon() override;

 private:
  Oid start_cell();
  void end_cell();
  void refuse(std::string_view given);
  void send();
  std::expected<std::int64_t, Error> end_copy(const char* complaint);

  PostgresSession& session_;
  std::vector<PostgresColumn> columns_;
  Ended ended_;
  std::string bytes_;
  std::size_t column_ = 0;
  std::optional<Error> error_;
};

}  // namespace tw::sql
