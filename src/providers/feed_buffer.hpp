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
  enum class Bound : std::uint8_t {
    Trades,        ///< Of a reader who comes by soon.
    AllButQuotes,  ///< Of one that may stay away for hours: bars and changes count as trades do.
  };

  explicit FeedBuffer(std::size_t trades_max, Bound bound = Bound::Trades)
      : trades_max_{trades_max}, bound_{bound} {}

  /// Gives what is pushed from now on, and not refused here, to `other` too.
  /// Owns: nothing. Not while something is pushed.
  void copy_to(FeedBuffer* other) { copy_ = other; }

  /// Returns false, and keeps nothing, when too many wait.
  bool push(const vendor::StreamTrade& trade);
  void push(const vendor::StreamQuote& quote);
  void push(FeedBar bar);
  void push(FeedChange change);

  /// Replaces `items` by all that waits, in the order of its coming; a quote stands where the first
  /// of those stood that it replaced. Returns how many were refused since the last time, all of
  /// them after what is taken now.
  std::uint64_t take(std::vector<FeedItem>& items);

  /// Returns how many trades wait.
  std::size_t waiting() const;
  /// Returns how many quotes were replaced by newer ones before they were read.
  std::uint64_t conflated() const;

 private:
  /// Counts one more that waits, or that is refused. Requires the lock.
  bool has_room();

  const std::size_t trades_max_;
  const Bound bound_;
  FeedBuffer* copy_ = nullptr;
  mutable std::mutex mutex_;
  std::vector<FeedItem> items_;
  std::size_t trades_ = 0;  ///< That wait, and whatever else is bound.
  std::uint64_t refused_ = 0;
  std::unordered_map<std::string, std::size_t> quotes_;  ///< Places in `items_`.
  std::uint64_t conflated_ = 0;
};

}  // namespace tw::providers
