#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "sql/connection.hpp"

namespace tw::store {

/// How long the rows of a table are kept, and how many are past that.
struct RetentionPolicy {
  std::string table;
  std::string time_column;
  std::int64_t keep_days = 0;
  std::int64_t version = 1;
  std::int64_t expired = 0;
};

/// Returns the policies by table, with what is past them at `now`.
std::expected<std::vector<RetentionPolicy>, sql::Error> read_retention(sql::Connection& db,
                                                                       Timestamp now);

/// Keeps the rows of a policy's table for `keep_days` from now on. Only tables that have a policy
/// can have another: records of money, orders and the audit trail are kept for ever.
/// Errors: Refused for the days, or names the tables that can be; Conflict when somebody changed
/// the policy since it was read as `policy`. Nothing was changed then.
std::expected<void, sql::Error> set_retention(sql::Connection& db, const RetentionPolicy& policy,
                                              std::int64_t keep_days, Timestamp now);

/// Returns the policy of one table. Errors: Refused names the tables that have one.
std::expected<RetentionPolicy, sql::Error> find_retention(sql::Connection& db,
                                                          const std::string& table, Timestamp now);

/// Deletes what is past its policy, a table at a time, in one transaction each, and returns the
/// policies with what was deleted.
std::expected<std::vector<RetentionPolicy>, sql::Error> prune(sql::Connection& db, Timestamp now);

}  // namespace tw::store
