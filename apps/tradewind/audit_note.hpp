#pragma once

#include <span>
#include <string>

#include "core/timestamp.hpp"
#include "formats/audit_record.hpp"

namespace tw::app {

/// Returns this moment.
Timestamp wall_clock();

/// Returns who runs this process: "user:anna".
std::string audit_actor();

/// Returns an entry of now by this process's user.
formats::AuditEntry audit_entry(formats::AuditKind kind, std::string action, std::string subject,
                                std::string detail);

/// Puts `entries` on record in the audit trail of `home`, and brings it into the home's database.
/// Errors: throws Failure: what cannot be put on record must not go on.
void note_audit(const std::string& home, std::span<const formats::AuditEntry> entries);

/// Brings the trail of `home` into its database (DATABASE_URL, else tradewind.db there), where that
/// is one of this build's schema already. The file is the truth: what stops it is a warning, and
/// the next record catches up.
void copy_trail(const std::string& home);

}  // namespace tw::app
