#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/audit_record.hpp"

namespace tw::formats {

/// One thing that is wrong with a chain, and where.
struct AuditFinding {
  enum class Kind : std::uint8_t {
    Altered,     ///< The bytes of a record are not those that its hash was taken of.
    Replaced,    ///< A record is whole, but the one after it was sealed with another in its place.
    Removed,     ///< Records are not there.
    Inserted,    ///< A record that the chain does not lead through.
    Reordered,   ///< A record stands behind a later one.
    Unreadable,  ///< A line is no record.
    Unfinished,  ///< The last line has no end: a write was cut off.
  };

  Kind kind = Kind::Altered;
  std::uint64_t first = 0;  ///< Records, by number. Of a line that is no record: zero.
  std::uint64_t last = 0;
  std::uint64_t line = 0;  ///< In the file, from 1; zero where there is none.

  friend bool operator==(const AuditFinding&, const AuditFinding&) = default;
};

std::string_view to_string(AuditFinding::Kind kind);
/// Returns "record 17 (line 17) was altered: the content does not match its hash". `place` is what
/// the chain's records are called where they stand: a file's lines, a table's rows.
std::string describe(const AuditFinding& finding, std::string_view place = "line");

/// Where a chain stood: all before it can be held against it.
struct AuditHead {
  std::uint64_t sequence = 0;
  AuditHash hash{};

  friend bool operator==(const AuditHead&, const AuditHead&) = default;
};

/// What a look at a whole chain showed.
struct ChainVerdict {
  std::uint64_t records = 0;
  std::uint64_t first = 0;   ///< The lowest number that is there; above 1 after pruning.
  AuditHead head;            ///< The last record.
  std::uint64_t pruned = 0;  ///< How many were removed at the start by a rule that is on record.
  std::vector<AuditFinding> findings;  ///< In order of their records.

  bool is_intact() const { return findings.empty(); }
};

/// Calls its argument with every line of a chain, in order and without line ends; may be called
/// more than once.
using AuditLines = std::function<void(const std::function<void(std::string_view)>&)>;

/// Returns the entry that a pruning leaves on record: the chain then begins behind `removed`.
AuditEntry pruning_entry(Timestamp at, std::string actor, const AuditHead& removed,
                         std::string reason);

/// Checks every record of a chain, its place and its content.
///
/// A chain may begin behind what a `pruning_entry` in it says was removed, and must contain each of
/// `heads`: what was known of it at other times and places, which is how a cut at its end, or a
/// chain that was rebuilt as a whole, is seen.
/// Reads the lines once when all is well, holding none of them; to locate what is wrong it reads
/// them again, with some 120 bytes a record in memory.
ChainVerdict verify_chain(const AuditLines& lines, const std::vector<AuditHead>& heads = {});

}  // namespace tw::formats
