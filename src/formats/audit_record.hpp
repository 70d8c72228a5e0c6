#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

// The audit trail's records, and their one form in bytes. Each carries the hash of the one before
// and of its own content, so that none can be changed, taken out, put in or moved unseen.
namespace tw::formats {

/// What somebody or something did.
enum class AuditKind : std::uint8_t {
  Login,
  Operator,  ///< A person told the bot something: a halt, a key, a removal.
  Config,
  Arming,
  OrderIntent,   ///< What was asked for, before it left.
  OrderOutcome,  ///< What became of it.
  Risk,          ///< A decision that let an order through or held it back, a halt.
  Run,           ///< A backtest, sweep or session began or ended.
  Migration,
  Retention,  ///< Records were removed by a rule.
  Backup,     ///< Made or restored.
};
inline constexpr int kAuditKinds = 11;

/// Returns it as JSON has it: "order_intent".
std::string_view to_string(AuditKind kind);
std::optional<AuditKind> parse_audit_kind(std::string_view text);

/// One thing to put on record. Text may be any bytes; what is not UTF-8 becomes U+FFFD.
struct AuditEntry {
  Timestamp at;
  AuditKind kind = AuditKind::Operator;
  std::string action;       ///< "submit", "fill", "migrate".
  std::string actor;        ///< Who: "user:anna", "strategy:sma_cross".
  std::string subject;      ///< On what: "order:1-7", "database".
  std::string correlation;  ///< Ties all that came of one decision; may be empty.
  std::string detail;       ///< For people.

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

/// SHA-256 of bytes. Source: FIPS 180-4, by libsodium.
using AuditHash = std::array<unsigned char, 32>;

/// What the first record of all has before it.
inline constexpr AuditHash kNoHash{};

AuditHash hash_of(std::string_view bytes);
/// Returns 64 lower-case hex digits.
std::string to_hex(const AuditHash& hash);
/// Returns nothing for what `to_hex` does not write.
std::optional<AuditHash> parse_hash(std::string_view hex);

struct AuditRecord {
  std::uint64_t sequence = 0;  ///< From 1, without a gap.
  AuditEntry entry;
  AuditHash previous{};
  AuditHash hash{};
};

/// Appends the line of a record, line end and all, and returns the hash that it ends with: of the
/// line's bytes up to `,"hash":`.
AuditHash append_sealed(std::string& out, const AuditEntry& entry, std::uint64_t sequence,
                        const AuditHash& previous);

/// Appends how the line of a record begins: what of it comes before its detail.
void append_front(std::string& out, const AuditEntry& entry, std::uint64_t sequence);

/// Appends a line, without its end, of the bytes that its hash is of and that hash in hex.
void append_line(std::string& out, std::string_view content, std::string_view hash);

/// Returns the bytes of a line that its hash is of; of what is no line, nothing that means much.
std::string_view content_of(std::string_view line);

/// Returns which record a line begins to be, whatever follows.
std::optional<std::uint64_t> read_number(std::string_view line);

/// What a line says of its place in the chain, whatever else is in it.
struct AuditLink {
  std::uint64_t sequence = 0;
  AuditHash previous{};
  AuditHash hash{};     ///< As it stands there.
  AuditHash content{};  ///< As the bytes are.

  bool is_sealed() const { return hash == content; }
};

/// Reads the place of a line, which has no line end. Returns nothing when it has not the form.
std::optional<AuditLink> read_link(std::string_view line);

/// Reads all of a line. Returns nothing when it has not the form; does not check the chain.
std::optional<AuditRecord> read_record(std::string_view line);

}  // namespace tw::formats
