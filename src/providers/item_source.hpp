#pragma once

#include <string>
#include <vector>

#include "providers/feed_item.hpp"

namespace tw::providers {

/// Where the items of a live feed come from: a vendor's stream, or another process that has one.
/// Thread: one reader.
class ItemSource {
 public:
  ItemSource() = default;
  ItemSource(const ItemSource&) = delete;
  ItemSource& operator=(const ItemSource&) = delete;
  virtual ~ItemSource() = default;

  /// Replaces `items` by what has come since.
  virtual void take(std::vector<FeedItem>& items) = 0;
  /// Returns whose stream it is now, for a person.
  virtual std::string source() const = 0;
  /// Returns why no stream is left; empty while there is one.
  virtual std::string given_up() const = 0;
};

}  // namespace tw::providers
