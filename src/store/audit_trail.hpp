#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "formats/audit_chain.hpp"
#include "store/file.hpp"

namespace tw::store {

/// What a pruning did.
struct AuditPruning {
  std::uint64_t removed = 0;    ///< Records.
  formats::AuditHead boundary;  ///< The last of them.
};

/// The audit trail of a home: one append-only file, "HOME/audit/trail.jsonl", that any number of
/// processes add to, one at a time.
///
/// Beside it "head" keeps how far it came, so that a cut at its end is seen. What was added is on
/// disk before `append` returns.
class AuditTrail {
 public:
  /// Creates nothing.
  explicit AuditTrail(const std::string& home);

  const std::string& path() const { return path_; }

  /// Adds `entries` as one write, and returns the last record. A record that a crash cut off is
  /// removed first, and that is put on record.
  /// Errors: the folder cannot be written; the end of the trail is no record, or is missing: then
  /// nothing may be added before a person has looked. Nothing was added then.
  std::expected<formats::AuditHead, FileError> append(std::span<const formats::AuditEntry> entries);

  /// Checks all of it, against the head beside it and against `heads`.
  /// Errors: it cannot be read. A trail that does not exist yet has no records, and nothing wrong.
  std::expected<formats::ChainVerdict, FileError> verify(
      std::vector<formats::AuditHead> heads = {}) const;

  /// Calls `visit` with every record that can be read, in order, until it returns false.
  std::expected<void, FileError> read(
      const std::function<bool(const formats::AuditRecord&)>& visit) const;

  /// Removes the records at the start that are older than `before`, and puts on record which they
  /// were, so that the rest still verifies.
  /// Errors: as `append`; the trail is not intact. Nothing was removed then.
  std::expected<AuditPruning, FileError> prune(Timestamp before, Timestamp now, std::string actor);

 private:
  std::string folder_;
  std::string path_;
};

}  // namespace tw::store
