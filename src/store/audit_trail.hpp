#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/timestamp.hpp"
#include "formats/audit_chain.hpp"
#include "store/descriptor.hpp"
#include "store/file.hpp"
#include "store/line_cursor.hpp"

namespace tw::store {

/// What a pruning did.
struct AuditPruning {
  std::uint64_t removed = 0;    ///< Records.
  formats::AuditHead boundary;  ///< The last of them.
};

/// The records of a trail as the lines that they stand in, one after the other. What is added
/// meanwhile is not among them.
class AuditLineReader {
 public:
  /// Takes an open file, or one that is not there and has no lines.
  AuditLineReader(Descriptor file, std::uint64_t from, std::uint64_t last)
      : file_{std::move(file)}, cursor_{file_.get(), from}, last_{last} {}

  /// Returns the next line, or nothing behind the last. Owns: valid until the next call.
  std::optional<std::string_view> next();
  bool has_failed() const { return file_ && cursor_.has_failed(); }

 private:
  Descriptor file_;
  LineCursor cursor_;
  std::uint64_t last_;  ///< The number of the last record that is shown.
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
  const std::string& folder() const { return folder_; }

  /// Returns what tells this trail from others: the hash of its first record, in hex, which
  /// "origin" beside it keeps once that was pruned. Empty while it has none. Errors: it cannot be
  /// read.
  std::expected<std::string, FileError> name() const;

  /// Keeps others from adding, and from changing what stands beside the trail, while the answer
  /// lives. Nothing where the folder cannot be written to.
  std::optional<Descriptor> hold() const;

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

  /// Returns the lines of the records from number `from` on. Only those of an intact trail are
  /// found where they belong. Errors: it cannot be read.
  std::expected<AuditLineReader, FileError> lines(std::uint64_t from = 1) const;

  /// Removes the records at the start that are older than `before`, and puts on record which they
  /// were, so that the rest still verifies.
  /// Errors: as `append`; the trail is not intact. Nothing was removed then.
  std::expected<AuditPruning, FileError> prune(Timestamp before, Timestamp now, std::string actor);

 private:
  std::string folder_;
  std::string path_;
};

}  // namespace tw::store
