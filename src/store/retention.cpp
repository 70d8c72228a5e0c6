#include "store/retention.hpp"

#include <algorithm>

#include "store/versioned.hpp"

namespace tw::store {
namespace {

using sql::Error;
using sql::Reason;

// Names come out of a table of ours, and are quoted all the same.
std::string quoted(const std::string& name) { return '"' + name + '"'; }

Timestamp cut_of(const RetentionPolicy& policy, Timestamp now) {
  return now - Duration::days(policy.keep_days);
}

}  // namespace

std::expected<std::vector<RetentionPolicy>, Error> read_retention(sql::Connection& db,
                                                                  Timestamp now) {
  std::vector<RetentionPolicy> policies;
  const auto read = db.each(
      "SELECT table_name, time_column, keep_days, version FROM retention_policies ORDER BY "
      "table_name",
      {}, [&](const sql::Row& row) {
        policies.push_back({.table = std::string{row.text(0)},
                            .time_column = std::string{row.text(1)},
                            .keep_days = row.integer(2),
                            .version = row.integer(3)});
      });
  if (!read) return std::unexpected{read.error()};
  for (RetentionPolicy& policy : policies) {
    const auto count = db.one<std::int64_t>("SELECT count(*) FROM " + quoted(policy.table) +
                                                " WHERE " + quoted(policy.time_column) + " < ?",
                                            {cut_of(policy, now)});
    if (!count) return std::unexpected{count.error()};
    policy.expired = count->value_or(0);
  }
  return policies;
}

std::expected<RetentionPolicy, Error> find_retention(sql::Connection& db, const std::string& table,
                                                     Timestamp now) {
  const auto policies = read_retention(db, now);
  if (!policies) return std::unexpected{policies.error()};
  std::string known;
  for (const RetentionPolicy& policy : *policies) {
    if (policy.table == table) return policy;
    known.append(known.empty() ? "" : ", ").append(policy.table);
  }
  return std::unexpected{
      Error{Reason::Refused, "'" + table + "' is kept for ever; a policy can have: " + known}};
}

std::expected<void, Error> set_retention(sql::Connection& db, const RetentionPolicy& policy,
                                         std::int64_t keep_days, Timestamp now) {
  // Further back than this, days would leave the range of a time in nanoseconds.
  constexpr std::int64_t kDaysMax = 36'500;
  if (keep_days < 1 || keep_days > kDaysMax) {
    return std::unexpected{Error{Reason::Refused, "'" + policy.table + "' cannot be kept for " +
                                                      std::to_string(keep_days) +
                                                      " days: give 1 to 36500"}};
  }
  return changed_once(db.execute("UPDATE retention_policies SET keep_days = ?, updated_at = ?, "
                                 "version = version + 1 WHERE table_name = ? AND version = ?",
                                 {keep_days, now, policy.table, policy.version}),
                      "the policy of '" + policy.table + "'");
}

std::expected<std::vector<RetentionPolicy>, Error> prune(sql::Connection& db, Timestamp now) {
  auto policies = read_retention(db, now);
  if (!policies) return policies;
  for (RetentionPolicy& policy : *policies) {
    const auto gone = db.execute(
        "DELETE FROM " + quoted(policy.table) + " WHERE " + quoted(policy.time_column) + " < ?",
        {cut_of(policy, now)});
    if (!gone) return std::unexpected{gone.error()};
    policy.expired = *gone;
  }
  return policies;
}

}  // namespace tw::store
