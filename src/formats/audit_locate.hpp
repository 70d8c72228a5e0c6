#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/audit_chain.hpp"

namespace tw::formats {

/// Finds out what was done to a chain that does not verify.
///
/// Every record names the one before it by hash, so records are laid out as a forest by those
/// names, wherever they stand in the file. Of records that claim one place the chain goes through
/// that with the longest line of successors; what is left over was inserted, what has a number
/// missing before it was removed, what stands behind a later one was moved.
class ChainLocator {
 public:
  /// Tells whether a chain may begin with a record, because what came before was pruned.
  using PrunedBefore = std::function<std::optional<AuditHead>(const AuditLink&)>;

  explicit ChainLocator(PrunedBefore pruned_before) : pruned_before_{std::move(pruned_before)} {}

  /// Takes the next line of the file.
  void add(std::string_view line);
  /// Fills in first, head, pruned and findings.
  void locate(ChainVerdict& verdict);

 private:
  struct Node {
    AuditLink link;
    std::uint64_t number = 0;  ///< The record's; where that was altered, what its neighbours say.
    std::uint64_t line = 0;
    std::size_t parent = 0;  ///< kNone where it is not there.
    std::size_t height = 0;  ///< How many records follow it, at most.
    bool is_genuine = true;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void find_parents();
  void measure();
  void cast_out_rivals();
  std::vector<std::size_t> genuine_by_number() const;
  void find_gaps(const std::vector<std::size_t>& order);
  void find_moved(const std::vector<std::size_t>& order);
  void find_marred();
  std::uint64_t unreadable_between(std::uint64_t after, std::uint64_t before) const;
  static bool follows(const Node& node, const Node* before);
  void note(AuditFinding::Kind kind, const Node& node);

  PrunedBefore pruned_before_;
  std::vector<Node> nodes_;                ///< As they stand in the file.
  std::vector<std::uint64_t> unreadable_;  ///< Lines.
  std::uint64_t lines_ = 0;
  std::vector<AuditFinding> findings_;
};

}  // namespace tw::formats
