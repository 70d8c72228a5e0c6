#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "providers/feed_item.hpp"

namespace tw::providers {

/// What a feed has for its reader, bounded: of quotes only the newest of each symbol is kept,
/// trades all. When `trades_max` wait, the next is refused to the writer's face, so that none goes
/// missing in silence; bars and changes are few and always taken. Thread: one writes, one reads.
class FeedBuffer {
 public:
  explicit FeedBuffer(std::size_t trades_max) : trades_max_{trades_max} {}

  /// Returns false, and keeps nothing, when too many wait.
  bool push(const vendor::StreamTrade& trade);
  void push(const vendor::StreamQuote& quote);
  void push(FeedBar bar);
  void push(FeedChange change);

  /// Replaces `items` by all that waits, in the order of its coming; a quote stands where the first
  /// of those stood that it replaced.
  void take(std::vector<FeedItem>& items);

  /// Returns how many quotes were replaced by newer ones before they were read.
  std::uint64_t conflated() const;

 private:
  const std::size_t trades_max_;
  mutable std::mutex mutex_;
  std::vector<FeedItem> items_;
  std::size_t trades_ = 0;
  std::unordered_map<std::string, std::size_t> quotes_;  ///< Places in `items_`.
  std::uint64_t conflated_ = 0;
};

}  // namespace tw::providers
