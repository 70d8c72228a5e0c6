#include "formats/audit_locate.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace tw::formats {
namespace {

using Kind = AuditFinding::Kind;

/// Returns what of a rising sequence must be left out so that the rest rises: as few as can be.
std::vector<bool> out_of_order(const std::vector<std::size_t>& ranks) {
  std::vector<std::size_t> tails;  // Index of the last of the best run of each length.
  std::vector<std::size_t> before(ranks.size(), ranks.size());
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const auto at = std::ranges::lower_bound(tails, ranks[i], {},
                                             [&](std::size_t tail) { return ranks[tail]; });
    if (at != tails.begin()) before[i] = *(at - 1);
    if (at == tails.end())
      tails.push_back(i);
    else
      *at = i;
  }
  std::vector<bool> is_out(ranks.size(), true);
  std::size_t kept = tails.empty() ? ranks.size() : tails.back();
  for (; kept != ranks.size(); kept = before[kept]) is_out[kept] = false;
  return is_out;
}

}  // namespace

void ChainLocator::add(std::string_view line) {
  lines_ += 1;
  if (const auto link = read_link(line)) {
    nodes_.push_back({.link = *link, .number = link->sequence, .line = lines_, .parent = kNone});
  } else {
    unreadable_.push_back(lines_);
  }
}

void ChainLocator::note(Kind kind, const Node& node) {
  findings_.push_back({.kind = kind, .first = node.number, .last = node.number, .line = node.line});
}

void ChainLocator::locate(ChainVerdict& verdict) {
  find_parents();
  measure();
  cast_out_rivals();
  const std::vector<std::size_t> order = genuine_by_number();
  find_marred();
  find_moved(order);
  find_gaps(order);
  std::ranges::stable_sort(findings_, {}, [](const AuditFinding& finding) {
    return std::tuple{finding.first == 0 ? UINT64_MAX : finding.first, finding.line};
  });
  verdict.findings = std::move(findings_);
  verdict.records = nodes_.size();
  if (order.empty()) return;
  const AuditLink& first = nodes_[order.front()].link;
  const AuditLink& last = nodes_[order.back()].link;
  const auto pruned = pruned_before_(first);
  verdict.first = first.sequence;
  verdict.pruned = pruned ? pruned->sequence : 0;
  verdict.head = {.sequence = last.sequence, .hash = last.hash};
}

void ChainLocator::find_parents() {
  // A record is known by the hash that stands in it and by that of its bytes: where one of the two
  // was changed, its successor names the other.
  std::vector<std::pair<AuditHash, std::size_t>> known;
  known.reserve(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    known.emplace_back(nodes_[i].link.hash, i);
    if (!nodes_[i].link.is_sealed()) known.emplace_back(nodes_[i].link.content, i);
  }
  std::ranges::sort(known);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto found =
        std::ranges::lower_bound(known, std::pair{nodes_[i].link.previous, std::size_t{0}});
    const bool is_there = found != known.end() && found->first == nodes_[i].link.previous;
    if (is_there && found->second != i) nodes_[i].parent = found->second;
    // The same record twice: what stands second was put in.
    const auto same =
        std::ranges::lower_bound(known, std::pair{nodes_[i].link.hash, std::size_t{0}});
    nodes_[i].is_genuine = same->second == i || !nodes_[i].link.is_sealed();
  }
  // What was altered may lie about its number as well; its neighbours know it.
  for (Node& node : nodes_) {
    if (node.link.is_sealed() || node.parent == kNone) continue;
    if (nodes_[node.parent].link.is_sealed()) node.number = nodes_[node.parent].number + 1;
  }
  for (const Node& node : nodes_) {
    if (!node.link.is_sealed() || node.parent == kNone || node.number < 2) continue;
    if (!nodes_[node.parent].link.is_sealed()) nodes_[node.parent].number = node.number - 1;
  }
}

void ChainLocator::measure() {
  // From every end upwards; a chain of hashes has no circle, but a file may claim one, so each
  // height moves up only as long as it grows and never above the number of records.
  std::vector<std::size_t> waiting(nodes_.size(), 0);
  for (const Node& node : nodes_) {
    if (node.parent != kNone) waiting[node.parent] += 1;
  }
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (waiting[i] == 0) ready.push_back(i);
  }
  while (!ready.empty()) {
    const Node node = nodes_[ready.back()];
    ready.pop_back();
    if (node.parent == kNone) continue;
    Node& parent = nodes_[node.parent];
    parent.height = std::max(parent.height, node.height + 1);
    waiting[node.parent] -= 1;
    if (waiting[node.parent] == 0) ready.push_back(node.parent);
  }
}

void ChainLocator::cast_out_rivals() {
  std::vector<std::size_t> by_number(nodes_.size());
  std::iota(by_number.begin(), by_number.end(), std::size_t{0});
  // Of those that claim a number: whole ones first, then the longer line of successors, then the
  // one whose predecessor is there.
  const auto rank = [&](std::size_t i) {
    const Node& node = nodes_[i];
    return std::tuple{node.number,
                      !node.is_genuine,
                      !node.link.is_sealed(),
                      -static_cast<std::int64_t>(node.height),
                      node.parent == kNone,
                      i};
  };
  std::ranges::sort(by_number, {}, rank);
  for (std::size_t i = 1; i < by_number.size(); ++i) {
    Node& node = nodes_[by_number[i]];
    if (node.number == nodes_[by_number[i - 1]].number) node.is_genuine = false;
  }
}

std::vector<std::size_t> ChainLocator::genuine_by_number() const {
  std::vector<std::size_t> order;
  order.reserve(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].is_genuine) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return nodes_[i].number; });
  return order;
}

void ChainLocator::find_marred() {
  for (const Node& node : nodes_) {
    if (!node.link.is_sealed())
      note(Kind::Altered, node);
    else if (!node.is_genuine)
      note(Kind::Inserted, node);
  }
}

void ChainLocator::find_moved(const std::vector<std::size_t>& order) {
  std::vector<std::size_t> ranks(nodes_.size(), kNone);
  for (std::size_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  std::vector<std::size_t> standing;
  std::vector<std::size_t> who;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (ranks[i] == kNone || !nodes_[i].link.is_sealed()) continue;
    standing.push_back(ranks[i]);
    who.push_back(i);
  }
  const std::vector<bool> is_out = out_of_order(standing);
  for (std::size_t i = 0; i < who.size(); ++i) {
    if (is_out[i]) note(Kind::Reordered, nodes_[who[i]]);
  }
}

std::uint64_t ChainLocator::unreadable_between(std::uint64_t after, std::uint64_t before) const {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      unreadable_, [&](std::uint64_t line) { return line > after && line < before; }));
}

void ChainLocator::find_gaps(const std::vector<std::size_t>& order) {
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const Node& node = nodes_[order[rank]];
    const Node* before = rank == 0 ? nullptr : &nodes_[order[rank - 1]];
    const std::uint64_t expected = before == nullptr ? 1 : before->number + 1;
    const bool is_start = before == nullptr && pruned_before_(node.link).has_value();
    if (node.number > expected && !is_start) {
      // Lines that are no record stand for as many that are missing.
      const std::uint64_t lost =
          unreadable_between(before == nullptr ? 0 : before->line, node.line);
      if (lost >= node.number - expected) continue;
      findings_.push_back({.kind = Kind::Removed, .first = expected, .last = node.number - 1});
      continue;
    }
    if (is_start || follows(node, before)) continue;
    const bool is_last = rank + 1 == order.size();
    const bool is_odd = before == nullptr || (node.height == 0 && !is_last);
    const Node& blamed = is_odd ? node : *before;
    if (!blamed.link.is_sealed() || !node.link.is_sealed()) continue;  // Reported as altered.
    if (!findings_.empty() && findings_.back().kind == Kind::Replaced &&
        findings_.back().first == blamed.number) {
      continue;
    }
    note(Kind::Replaced, blamed);
  }
  for (const std::uint64_t line : unreadable_) {
    findings_.push_back({.kind = Kind::Unreadable, .first = 0, .last = 0, .line = line});
  }
}

bool ChainLocator::follows(const Node& node, const Node* before) {
  if (before == nullptr) return node.link.previous == kNoHash;
  return node.link.previous == before->link.hash || node.link.previous == before->link.content;
}

}  // namespace tw::formats
