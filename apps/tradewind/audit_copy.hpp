#pragma once

#include <optional>
#include <string>

#include "report/json_writer.hpp"
#include "store/audit_trail.hpp"
#include "verb.hpp"

namespace tw::app {

/// What a look at the database's copy of an audit trail showed.
struct AuditCopyVerdict {
  std::string text;                ///< For a person; empty when there is no copy to look at.
  std::optional<Failure> failure;  ///< How the verb ends because of it.
};

/// Holds the copy in the database at `flag`, or in the home's own, against the trail's file, and
/// adds it to `json` as "database".
AuditCopyVerdict verify_copy(const store::AuditTrail& trail, const std::string& home,
                             const std::string& flag, report::JsonWriter& json);

}  // namespace tw::app
