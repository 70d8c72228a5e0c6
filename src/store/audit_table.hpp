#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "formats/audit_chain.hpp"
#include "sql/connection.hpp"
#include "store/audit_trail.hpp"

// The audit trail in a database: the table "audit_log" follows the file, which is the truth, for
// whoever asks by SQL.
namespace tw::store {

/// How far a table has come.
struct AuditCopy {
  std::uint64_t added = 0;  ///< Just now.
  std::uint64_t pruned = 0;
  formats::AuditHead head;  ///< The last record that the table holds.
};

/// Brings what a trail has and the table has not into it, each record once by its number, in one
/// transaction, and takes out what was pruned from the file. "stored" beside the file keeps how far
/// it came, so that rows which go missing at the table's end are missed.
/// Errors: Damaged where the table holds something else than was put there, or less; as of the
/// connection. Nothing was changed then.
std::expected<AuditCopy, sql::Error> copy_audit(const AuditTrail& trail, sql::Connection& db,
                                                const sql::Address& address, Timestamp now);

/// As `copy_audit`, after throwing away what the table holds of this trail.
std::expected<AuditCopy, sql::Error> copy_audit_anew(const AuditTrail& trail, sql::Connection& db,
                                                     const sql::Address& address, Timestamp now);

/// Returns whether that database was ever given records of this trail.
bool has_audit_copy(const AuditTrail& trail, const sql::Address& address);

/// What holding a table against the file showed.
struct AuditComparison {
  std::uint64_t records = 0;  ///< Rows of this trail.
  std::uint64_t behind = 0;   ///< Records of the file that have not come yet.
  /// In order of their records. The lines are the rows' numbers; a finding of the kind Replaced is
  /// a row that is whole and not the file's.
  std::vector<formats::AuditFinding> findings;

  bool is_same() const { return findings.empty(); }
};

/// Holds every row of the table against its line of the file, byte for byte, columns and all. Only
/// where that fails are the rows read as a chain of their own, to say what was done to them.
/// Errors: as of the connection, or the file cannot be read.
std::expected<AuditComparison, sql::Error> compare_audit(const AuditTrail& trail,
                                                         sql::Connection& db,
                                                         const sql::Address& address);

}  // namespace tw::store
