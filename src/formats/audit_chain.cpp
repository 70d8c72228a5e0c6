#include "formats/audit_chain.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "formats/audit_locate.hpp"

namespace tw::formats {
namespace {

using Kind = AuditFinding::Kind;

constexpr std::string_view kPrune = "prune";
constexpr std::string_view kSubject = "audit_records_to:";
/// What a line of a pruning contains, so that only those are read in full.
constexpr std::string_view kRetentionMark = R"("kind":"retention")";

/// Returns what a pruning on record removed up to.
std::optional<AuditHead> checkpoint_of(std::string_view line) {
  if (line.find(kRetentionMark) == std::string_view::npos) return std::nullopt;
  const auto record = read_record(line);
  if (!record || record->entry.kind != AuditKind::Retention || record->entry.action != kPrune) {
    return std::nullopt;
  }
  const std::string& subject = record->entry.subject;
  if (!subject.starts_with(kSubject)) return std::nullopt;
  const std::string_view text = std::string_view{subject}.substr(kSubject.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto hash = parse_hash(text.substr(colon + 1));
  std::uint64_t sequence = 0;
  for (const char c : text.substr(0, colon)) {
    if (c < '0' || c > '9') return std::nullopt;
    sequence = sequence * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (!hash) return std::nullopt;
  return AuditHead{.sequence = sequence, .hash = *hash};
}

/// Follows a chain and remembers nothing but its ends and what was pruned.
class Walk {
 public:
  void add(std::string_view line) {
    const auto link = read_link(line);
    if (!link || !link->is_sealed()) {
      is_whole_ = false;
      return;
    }
    if (records_ == 0) {
      first_ = *link;
    } else if (link->sequence != last_.sequence + 1 || link->previous != last_.hash) {
      is_whole_ = false;
    }
    last_ = *link;
    records_ += 1;
    if (const auto checkpoint = checkpoint_of(line)) checkpoints_.push_back(*checkpoint);
  }

  bool is_whole() const { return is_whole_; }
  std::uint64_t records() const { return records_; }
  const AuditLink& first() const { return first_; }
  const AuditLink& last() const { return last_; }
  /// Returns the pruning after which a chain may begin with `link`.
  std::optional<AuditHead> pruned_before(const AuditLink& link) const {
    for (const AuditHead& checkpoint : checkpoints_) {
      if (link.sequence == checkpoint.sequence + 1 && link.previous == checkpoint.hash) {
        return checkpoint;
      }
    }
    return std::nullopt;
  }

 private:
  bool is_whole_ = true;
  std::uint64_t records_ = 0;
  AuditLink first_;
  AuditLink last_;
  std::vector<AuditHead> checkpoints_;
};

/// Adds what the known heads tell: the end is missing, or another chain stands here.
void check_heads(const std::vector<AuditHead>& heads,
                 const std::vector<std::pair<AuditHead, AuditHash>>& met, ChainVerdict& verdict) {
  for (const AuditHead& head : heads) {
    if (head.sequence > verdict.head.sequence) {
      const AuditFinding cut{
          .kind = Kind::Removed, .first = verdict.head.sequence + 1, .last = head.sequence};
      const bool is_told = std::ranges::any_of(verdict.findings, [&](const AuditFinding& told) {
        return told.kind == Kind::Removed && told.first == cut.first && told.last >= cut.last;
      });
      if (!is_told) verdict.findings.push_back(cut);
    }
  }
  for (const auto& [head, hash] : met) {
    const bool is_told = std::ranges::any_of(verdict.findings, [&](const AuditFinding& told) {
      return told.first <= head.sequence && head.sequence <= told.last;
    });
    if (hash == head.hash || is_told) continue;
    verdict.findings.push_back(
        {.kind = Kind::Replaced, .first = head.sequence, .last = head.sequence});
  }
}

}  // namespace

std::string_view to_string(Kind kind) {
  constexpr std::array<std::string_view, 7> kNames{
      "altered", "replaced", "removed", "inserted", "reordered", "unreadable", "unfinished"};
  return kNames[std::to_underlying(kind)];
}

std::string describe(const AuditFinding& finding, std::string_view place) {
  const bool is_one = finding.first == finding.last;
  std::string text = is_one ? "record " : "records ";
  text += std::to_string(finding.first);
  if (!is_one) text += " to " + std::to_string(finding.last);
  if (finding.kind == Kind::Unreadable || finding.kind == Kind::Unfinished) text = place;
  if (finding.line != 0) {
    if (finding.first != 0) text.append(" (").append(place);
    text.append(" ").append(std::to_string(finding.line));
    if (finding.first != 0) text += ")";
  }
  text += is_one ? " was " : " were ";
  switch (finding.kind) {
    case Kind::Altered:
      return text + "altered: the content does not match its hash";
    case Kind::Replaced:
      return text + "replaced: the chain knows another record in that place";
    case Kind::Removed:
      return text + "removed: the numbers go on without " + (is_one ? "it" : "them");
    case Kind::Inserted:
      return text + "inserted: the chain does not lead through " + (is_one ? "it" : "them");
    case Kind::Reordered:
      return text + "moved: later records stand before " + (is_one ? "it" : "them");
    case Kind::Unreadable:
      return text + "overwritten: it is no audit record";
    case Kind::Unfinished:
      return text + "cut off: its write was never finished";
  }
  return text;
}

AuditEntry pruning_entry(Timestamp at, std::string actor, const AuditHead& removed,
                         std::string reason) {
  return {.at = at,
          .kind = AuditKind::Retention,
          .action = std::string{kPrune},
          .actor = std::move(actor),
          .subject =
              std::string{kSubject} + std::to_string(removed.sequence) + ":" + to_hex(removed.hash),
          .correlation = {},
          .detail = std::move(reason)};
}

ChainVerdict verify_chain(const AuditLines& lines, const std::vector<AuditHead>& heads) {
  Walk walk;
  std::vector<std::pair<AuditHead, AuditHash>> met;
  lines([&](std::string_view line) {
    walk.add(line);
    for (const AuditHead& head : heads) {
      if (head.sequence != walk.last().sequence) continue;
      met.emplace_back(head, walk.last().hash);
    }
  });
  ChainVerdict verdict{.records = walk.records(),
                       .first = walk.first().sequence,
                       .head = {.sequence = walk.last().sequence, .hash = walk.last().hash},
                       .pruned = 0,
                       .findings = {}};
  bool is_whole = walk.is_whole();
  if (walk.records() != 0) {
    const bool is_start = walk.first().sequence == 1 && walk.first().previous == kNoHash;
    const auto pruned = walk.pruned_before(walk.first());
    if (pruned) verdict.pruned = pruned->sequence;
    is_whole = is_whole && (is_start || pruned.has_value());
  }
  if (!is_whole) {
    ChainLocator locator{[&](const AuditLink& link) { return walk.pruned_before(link); }};
    lines([&](std::string_view line) { locator.add(line); });
    locator.locate(verdict);
  }
  check_heads(heads, met, verdict);
  return verdict;
}

}  // namespace tw::formats
