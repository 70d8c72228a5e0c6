#include "audit_note.hpp"

#include <chrono>
#include <pwd.h>
#include <unistd.h>
#include <utility>

#include "store/audit_trail.hpp"
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
}

}  // namespace tw::app
