#include "audit_note.hpp"

#include <chrono>
#include <filesystem>
#include <pwd.h>
#include <unistd.h>
#include <utility>

#include "log/log.hpp"
#include "store/audit_table.hpp"
#include "store/audit_trail.hpp"
#include "store/database.hpp"
#include "verb.hpp"

namespace tw::app {

Timestamp wall_clock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()};
}

std::string audit_actor() {
  const passwd* const user = ::getpwuid(::getuid());
  return "user:" + (user == nullptr ? std::to_string(::getuid()) : std::string{user->pw_name});
}

formats::AuditEntry audit_entry(formats::AuditKind kind, std::string action, std::string subject,
                                std::string detail) {
  return {.at = wall_clock(),
          .kind = kind,
          .action = std::move(action),
          .actor = audit_actor(),
          .subject = std::move(subject),
          .correlation = {},
          .detail = std::move(detail)};
}

void note_audit(const std::string& home, std::span<const formats::AuditEntry> entries) {
  store::AuditTrail trail{home};
  const auto added = trail.append(entries);
  if (!added) throw Failure{ExitCode::Failed, added.error().message};
  copy_trail(home);
}

void copy_trail(const std::string& home) {
  // Nobody waits long for a copy.
  constexpr std::chrono::milliseconds kPatience{2'000};
  const auto address = store::find_database({}, home);
  if (!address) return;
  const bool is_file = address->engine() == sql::Engine::Sqlite;
  std::error_code ignored;
  if (is_file && !std::filesystem::exists(address->path(), ignored)) return;
  const auto warn = [](const sql::Error& error) {
    log::warning("audit", "the database has not the newest records", {{"why", error.message}});
  };
  const auto db = store::open_database(*address, {.create = false, .patience = kPatience});
  if (!db) {
    // A schema that is still to be migrated is nobody's fault: the copy is made afterwards.
    if (db.error().reason == sql::Reason::Refused) return;
    return warn(db.error());
  }
  const auto copied = store::copy_audit(store::AuditTrail{home}, **db, *address, wall_clock());
  if (!copied) warn(copied.error());
}

}  // namespace tw::app
