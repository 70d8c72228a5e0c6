#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "providers/feed_item.hpp"

namespace tw::providers {

/// What a process says of the feed that it publishes, once a second and when it ends.
struct FeedHello {
  std::string publisher;  ///< Its name, unlike that of any other process: see `is_publisher_name`.
  std::string source;     ///< The vendor whose stream it is.
  std::optional<Timeframe> bars;  ///< Of this span it builds bars; nothing: none.
  std::uint64_t next = 0;         ///< The number of the item that comes next.
  bool is_leaving = false;        ///< There will be no other.
  std::vector<std::pair<std::string, FeedStatus::Kind>> symbols;  ///< And how each is doing.
};

/// Items of a feed in their order; they are numbered from `first` on, so that a reader sees what is
/// missing. In bars `instrument` is not said.
struct FeedBatch {
  std::string publisher;
  std::uint64_t first = 0;
  std::vector<FeedItem> items;
};

enum class FeedMessageError : std::uint8_t {
  NotOurs,    ///< Something else altogether.
  OtherForm,  ///< Of a build that writes another form.
  Malformed,  ///< Of this form, and wrong.
};

/// Says what is wrong, for a person.
std::string_view describe(FeedMessageError error);

/// A name is a part of a key and is shown to people: 1 to 64 of letters, digits and "._:-".
bool is_publisher_name(std::string_view name);

std::string feed_hello_text(const FeedHello& hello);

/// Puts items into messages of about 64 KiB at most.
class FeedBatchWriter {
 public:
  FeedBatchWriter(std::string publisher, std::uint64_t first)
      : publisher_{std::move(publisher)}, first_{first} {}

  /// Adds the next item. What no reader would take (a symbol of more than 32 letters, a price below
  /// zero) is passed over, and its number with it.
  void add(const FeedItem& item);
  /// Passes over `count` numbers: items that were lost.
  void skip(std::uint64_t count);
  /// Returns the messages that are whole, and, where `flush` says so, what has been begun.
  std::vector<std::string> take(bool flush);
  std::uint64_t next() const { return first_ + count_; }

 private:
  void finish();

  std::string publisher_;
  std::uint64_t first_;
  std::uint64_t count_ = 0;
  std::string lines_;
  std::vector<std::string> whole_;
};

/// Returns what a message says. Whatever comes is looked at to the last byte: a parsed message,
/// written again, is the same text.
///
/// Source: docs/redis.md, "The form of the messages".
std::expected<std::variant<FeedHello, FeedBatch>, FeedMessageError> parse_feed_message(
    std::string_view text);

}  // namespace tw::providers
