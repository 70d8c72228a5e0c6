#include "formats/audit_record.hpp"

#include <charconv>
#include <sodium.h>
#include <utility>

#include "core/json_text.hpp"
#include "formats/csv_stamp.hpp"
#include "formats/json_value.hpp"

namespace tw::formats {
namespace {

constexpr std::string_view kNames[kAuditKinds] = {
    "login", "operator", "config",    "arming",    "order_intent", "order_outcome",
    "risk",  "run",      "migration", "retention", "backup"};

constexpr std::string_view kFront = R"({"n":)";
constexpr std::string_view kPrevious = R"(,"previous":")";
constexpr std::string_view kHash = R"(","hash":")";
constexpr std::string_view kEnd = R"("})";
constexpr std::size_t kHexSize = 64;
/// From `,"previous":"` to the end of a line.
constexpr std::size_t kTailSize =
    kPrevious.size() + kHexSize + kHash.size() + kHexSize + kEnd.size();
/// What of the tail is not hashed: `,"hash":"...“}`, without the quote that ends `previous`.
constexpr std::size_t kUnhashedSize = kHash.size() - 1 + kHexSize + kEnd.size();

void append_hex(std::string& out, const AuditHash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const unsigned char byte : hash) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_text(out, text);
}

std::optional<std::uint64_t> number_at_front(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data() + text.size() || *end != ',') return std::nullopt;
  if (text.front() == '0') return std::nullopt;
  return number;
}

}  // namespace

std::string_view to_string(AuditKind kind) { return kNames[std::to_underlying(kind)]; }

std::optional<AuditKind> parse_audit_kind(std::string_view text) {
  for (std::size_t i = 0; i < kAuditKinds; ++i) {
    if (kNames[i] == text) return static_cast<AuditKind>(i);
  }
  return std::nullopt;
}

AuditHash hash_of(std::string_view bytes) {
  AuditHash hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return hash;
}

std::string to_hex(const AuditHash& hash) {
  std::string text;
  text.reserve(kHexSize);
  append_hex(text, hash);
  return text;
}

std::optional<AuditHash> parse_hash(std::string_view hex) {
  if (hex.size() != kHexSize) return std::nullopt;
  AuditHash hash;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit_of(hex[2 * i]);
    const int low = digit_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return hash;
}

void append_front(std::string& out, const AuditEntry& entry, std::uint64_t sequence) {
  out += kFront;
  out += std::to_string(sequence);
  append_member(out, "at", to_string(entry.at));
  append_member(out, "kind", to_string(entry.kind));
  append_member(out, "action", entry.action);
  append_member(out, "actor", entry.actor);
  append_member(out, "subject", entry.subject);
  append_member(out, "correlation", entry.correlation);
}

AuditHash append_sealed(std::string& out, const AuditEntry& entry, std::uint64_t sequence,
                        const AuditHash& previous) {
  const std::size_t start = out.size();
  append_front(out, entry, sequence);
  append_member(out, "detail", entry.detail);
  out += kPrevious;
  append_hex(out, previous);
  out += '"';
  const AuditHash hash = hash_of(std::string_view{out}.substr(start));
  out += kHash.substr(1);
  append_hex(out, hash);
  out += kEnd;
  out += '\n';
  return hash;
}

void append_line(std::string& out, std::string_view content, std::string_view hash) {
  out += content;
  out += kHash.substr(1);
  out += hash;
  out += kEnd;
}

std::string_view content_of(std::string_view line) {
  return line.substr(0, line.size() < kUnhashedSize ? 0 : line.size() - kUnhashedSize);
}

std::optional<std::uint64_t> read_number(std::string_view line) {
  if (!line.starts_with(kFront)) return std::nullopt;
  return number_at_front(line.substr(kFront.size()));
}

std::optional<AuditLink> read_link(std::string_view line) {
  if (!line.starts_with(kFront) || line.size() < kFront.size() + kTailSize) return std::nullopt;
  const auto sequence = number_at_front(line.substr(kFront.size()));
  std::string_view tail = line.substr(line.size() - kTailSize);
  if (!sequence || !tail.starts_with(kPrevious) || !tail.ends_with(kEnd)) return std::nullopt;
  tail.remove_prefix(kPrevious.size());
  if (tail.substr(kHexSize, kHash.size()) != kHash) return std::nullopt;
  const auto previous = parse_hash(tail.substr(0, kHexSize));
  const auto hash = parse_hash(tail.substr(kHexSize + kHash.size(), kHexSize));
  if (!previous || !hash) return std::nullopt;
  return AuditLink{.sequence = *sequence,
                   .previous = *previous,
                   .hash = *hash,
                   .content = hash_of(content_of(line))};
}

std::optional<AuditRecord> read_record(std::string_view line) {
  const auto link = read_link(line);
  const auto json = parse_json(line);
  if (!link || !json) return std::nullopt;
  const auto text = [&](std::string_view name) {
    const JsonValue* member = json->find(name);
    const bool is_text = member != nullptr && member->is(JsonValue::Kind::Text);
    return is_text ? std::optional{member->text} : std::nullopt;
  };
  const auto at = text("at");
  const auto stamp = at ? parse_stamp(*at, DateOrder::Unknown) : std::nullopt;
  const auto kind = parse_audit_kind(text("kind").value_or(""));
  auto action = text("action");
  auto actor = text("actor");
  auto subject = text("subject");
  auto correlation = text("correlation");
  auto detail = text("detail");
  if (!stamp || !kind || !action || !actor || !subject || !correlation || !detail) {
    return std::nullopt;
  }
  return AuditRecord{.sequence = link->sequence,
                     .entry = {.at = Timestamp{stamp->wall_ns},
                               .kind = *kind,
                               .action = *std::move(action),
                               .actor = *std::move(actor),
                               .subject = *std::move(subject),
                               .correlation = *std::move(correlation),
                               .detail = *std::move(detail)},
                     .previous = link->previous,
                     .hash = link->hash};
}

}  // namespace tw::formats
