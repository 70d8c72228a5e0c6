#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace tw::formats {

class JsonDocument;

/// One value of a JsonDocument, or the absence of one: looking below what is absent is absent
/// again, so a path is followed without asking at each step.
///
/// Owns: a view of its document, which must neither move nor end before it.
class JsonNode {
 public:
  enum class Kind : std::uint8_t { Absent, Null, False, True, Number, Text, Array, Object };

  JsonNode() = default;

  Kind kind() const;
  bool is(Kind wanted) const { return kind() == wanted; }
  /// True for anything but absence and null.
  bool has_value() const { return kind() > Kind::Null; }
  /// Returns the number of items or members.
  std::size_t size() const;
  bool empty() const { return size() == 0; }

  /// Returns the member of that name, of several the first; absent where this is no object.
  JsonNode operator[](std::string_view name) const;
  /// Returns the members of those names, each as `operator[]` does, in one walk: for rows that come
  /// by the hundred thousand. Quickest where `names` stand as the text has them; requires that they
  /// differ.
  template <std::size_t kCount>
  std::array<JsonNode, kCount> members(const std::array<std::string_view, kCount>& names) const;
  /// Returns the item or member at `index`, found by walking there.
  JsonNode at(std::size_t index) const;
  JsonNode front() const { return at(0); }

  /// Returns a member's own name as it stands in the text, escapes and all; empty for an item.
  std::string_view name() const;
  /// Returns what stands in the text: a number's characters, or what is between a text's quotes,
  /// escapes and all.
  std::string_view token() const;
  /// Returns a text with its escapes resolved; empty for anything else.
  std::string text() const;
  /// The same without a copy where nothing is to be resolved.
  /// Owns: a view of the document, or of `room`.
  std::string_view text(std::string& room) const;

  /// Walks over the items of an array or the members of an object, in their order.
  class Iterator {
   public:
    using value_type = JsonNode;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    JsonNode operator*() const { return JsonNode{document_, at_}; }
    Iterator& operator++();
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return left_ == other.left_; }

   private:
    friend class JsonNode;
    const JsonDocument* document_ = nullptr;
    std::uint32_t at_ = 0;
    std::uint32_t left_ = 0;
    std::uint32_t names_ = 0;
  };
  Iterator begin() const;
  Iterator end() const { return {}; }

 private:
  friend class JsonDocument;
  JsonNode(const JsonDocument* document, std::uint32_t at) : document_{document}, at_{at} {}

  const JsonDocument* document_ = nullptr;
  std::uint32_t at_ = 0;
};

/// A JSON text cut into its values, numbers and texts left as they stand, for readers that need
/// the digits themselves and the speed: one pass, 16 bytes a value. `JsonValue` is the simpler one
/// for small texts of our own.
///
/// Numbers are checked when they are read (`JsonFields`), not before.
/// Owns: a copy of the text.
class JsonDocument {
 public:
  JsonNode root() const { return {this, 0}; }

  /// Cuts one whole JSON text of at most 4 GB.
  ///
  /// Errors: one line. Never throws, whatever the bytes; containers nest `kJsonDepthMax` deep.
  static std::expected<JsonDocument, std::string> parse(std::string_view text);

 private:
  friend class JsonNode;
  friend class JsonNode::Iterator;
  friend class JsonCutter;

  /// A value, or the name before a member's value.
  struct Entry {
    std::uint32_t begin = 0;  ///< Of its token in `text_`.
    std::uint32_t size = 0;   ///< Of its token, or how many values a container holds.
    std::uint32_t next = 0;   ///< The entry behind all that is in it.
    JsonNode::Kind kind = JsonNode::Kind::Absent;  ///< Absent: a name.
    bool has_escapes = false;
  };

  std::string text_;
  std::vector<Entry> entries_;
};

// A reader of prices calls these for each value: they are inlined.

inline JsonNode::Kind JsonNode::kind() const {
  return document_ == nullptr ? Kind::Absent : document_->entries_[at_].kind;
}

inline std::string_view JsonNode::token() const {
  if (document_ == nullptr) return {};
  const JsonDocument::Entry& own = document_->entries_[at_];
  if (own.kind < Kind::False || own.kind > Kind::Text) return {};
  return {document_->text_.data() + own.begin, own.size};
}

template <std::size_t kCount>
std::array<JsonNode, kCount> JsonNode::members(
    const std::array<std::string_view, kCount>& names) const {
  const auto is = [](std::string_view own, std::string_view name) {
    return own.size() == name.size() && std::memcmp(own.data(), name.data(), own.size()) == 0;
  };
  std::array<JsonNode, kCount> found;
  if (!this->is(Kind::Object)) return found;
  const char* const text = document_->text_.data();
  const JsonDocument::Entry* const entries = document_->entries_.data();
  std::size_t expected = 0;
  std::size_t missing = kCount;
  std::uint32_t at = at_ + 1;  // A name, and its value behind it.
  for (std::uint32_t left = entries[at_].size; left > 0 && missing > 0; --left) {
    const std::string_view own{text + entries[at].begin, entries[at].size};
    std::size_t slot = expected;
    if (slot == kCount || !is(own, names[slot])) {
      for (slot = 0; slot < kCount && !is(own, names[slot]);) ++slot;
    }
    if (slot < kCount) {
      if (found[slot].document_ == nullptr) {
        found[slot] = {document_, at + 1};
        missing -= 1;
      }
      expected = slot + 1;
    }
    at = entries[at + 1].next;
  }
  return found;
}

inline JsonNode::Iterator& JsonNode::Iterator::operator++() {
  left_ -= 1;
  if (left_ > 0) at_ = document_->entries_[at_].next + names_;
  return *this;
}

static_assert(std::forward_iterator<JsonNode::Iterator>);

}  // namespace tw::formats
