#include "retention.hpp"

#include <array>

#include "audit_note.hpp"
#include "log/log.hpp"
#include "store/database.hpp"
#include "store/retention.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// Returns "system_log 12, alerts 3": how many rows of which tables are past their policy.
std::string expired_text(const std::vector<store::RetentionPolicy>& policies) {
  std::string text;
  for (const store::RetentionPolicy& policy : policies) {
    if (policy.expired == 0) continue;
    text.append(text.empty() ? "" : ", ").append(policy.table).append(" ");
    text.append(std::to_string(policy.expired));
  }
  return text;
}

}  // namespace

void apply_policies(const std::string& home, const sql::Address& address) try {
  const auto warn = [](const sql::Error& error) {
    log::warning("retention", "rows past their policy are still there", {{"why", error.message}});
  };
  const auto db = store::open_database(address, {.create = false});
  if (!db) return warn(db.error());
  const Timestamp now = store::clock_now();
  const auto policies = store::read_retention(**db, now);
  if (!policies) return warn(policies.error());
  const std::string expired = expired_text(*policies);
  if (expired.empty()) return;
  note_audit(home, std::array{audit_entry(formats::AuditKind::Retention, "prune",
                                          "database:" + address.shown(), "by policy: " + expired)});
  if (const auto pruned = store::prune(**db, now); !pruned) return warn(pruned.error());
  log::info("retention", "rows past their policy were deleted", {{"rows", expired}});
} catch (const Failure& failure) {
  log::warning("retention", "rows past their policy are still there", {{"why", failure.what()}});
}

}  // namespace tw::app
