#include "formats/json_document.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <simdjson.h>
#include <system_error>
#include <utility>

#include "core/utf8.hpp"
#include "formats/json_value.hpp"

namespace tw::formats {

namespace {

namespace ondemand = simdjson::ondemand;
using Kind = JsonNode::Kind;

static_assert(std::endian::native == std::endian::little, "the first byte of a word is its lowest");

/// Returns a word whose lowest set bit lies in the first byte of `bytes` that is `wanted`; 0 where
/// none is. Source: the test for a zero byte, exact up to the first one it finds.
constexpr std::uint64_t first_of(std::uint64_t bytes, char wanted) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const std::uint64_t apart = bytes ^ (kOnes * static_cast<unsigned char>(wanted));
  return (apart - kOnes) & ~apart & (kOnes << 7);
}

/// Returns the offset of the quotation mark that closes the text which begins at `begin`; eight
/// bytes are looked at a time. Requires simdjson's padding behind `text`.
std::size_t closing_quote(std::string_view text, std::size_t begin, bool& has_escapes) {
  static_assert(simdjson::SIMDJSON_PADDING >= sizeof(std::uint64_t));
  std::size_t at = begin;
  while (at < text.size()) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    const std::uint64_t found = first_of(bytes, '"') | first_of(bytes, '\\');
    if (found == 0) {
      at += sizeof bytes;
      continue;
    }
    at += static_cast<std::size_t>(std::countr_zero(found)) / 8;
    if (at >= text.size() || text[at] == '"') break;
    has_escapes = true;
    at += 2;
  }
  return at;
}

bool read_hex4(std::string_view token, std::size_t at, std::uint32_t& code) {
  if (token.size() < at + 4) return false;
  const char* const begin = token.data() + at;
  const auto [stop, error] = std::from_chars(begin, begin + 4, code, 16);
  return error == std::errc{} && stop == begin + 4;
}

constexpr bool is_high_half(std::uint32_t code) { return code >= 0xD800 && code < 0xDC00; }
constexpr bool is_low_half(std::uint32_t code) { return code >= 0xDC00 && code < 0xE000; }

/// Appends the character that the escape behind the backslash at `at` stands for and returns where
/// the next one begins. What is no escape stands for U+FFFD.
std::size_t append_escape(std::string_view token, std::size_t at, std::string& into) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  constexpr std::uint32_t kUnknown = 0xFFFD;
  if (at + 1 >= token.size()) return token.size();
  if (const std::size_t found = kNames.find(token[at + 1]); found != std::string_view::npos) {
    into += kMeanings[found];
    return at + 2;
  }
  std::uint32_t code = 0;
  if (token[at + 1] != 'u' || !read_hex4(token, at + 2, code)) {
    append_utf8(kUnknown, into);
    return at + 1;
  }
  std::size_t next = at + 6;
  std::uint32_t low = 0;
  if (is_high_half(code) && token.substr(next).starts_with("\\u") &&
      read_hex4(token, next + 2, low) && is_low_half(low)) {
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    next += 6;
  }
  append_utf8(is_high_half(code) || is_low_half(code) ? kUnknown : code, into);
  return next;
}

}  // namespace

/// Writes the entries of one text, front to back.
class JsonCutter {
 public:
  JsonCutter(JsonDocument& document, std::size_t size)
      : entries_{document.entries_}, text_{std::string_view{document.text_}.substr(0, size)} {}

  bool root(ondemand::document& document) {
    std::string_view token;
    if (const auto error = document.raw_json_token().get(token)) return fail(error);
    if (token.starts_with('{')) {
      ondemand::object object;
      if (const auto error = document.get_object().get(object)) return fail(error);
      if (!members(object, 0)) return false;
    } else if (token.starts_with('[')) {
      ondemand::array array;
      if (const auto error = document.get_array().get(array)) return fail(error);
      if (!items(array, 0)) return false;
    } else if (token.data() + token.size() == text_.data() + text_.size()) {
      return scalar(token);
    }
    const bool is_at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return is_at_end || fail("text goes on behind its end");
  }

  const char* fault() const { return fault_; }

 private:
  bool fail(const char* what) {
    fault_ = what;
    return false;
  }
  bool fail(simdjson::error_code error) { return fail(simdjson::error_message(error)); }

  std::uint32_t offset_of(const char* at) const {
    return static_cast<std::uint32_t>(at - text_.data());
  }
  std::uint32_t count() const { return static_cast<std::uint32_t>(entries_.size()); }

  bool value(ondemand::value& value, int depth) {
    const std::string_view token = value.raw_json_token();
    if (token.starts_with('{')) {
      ondemand::object object;
      if (const auto error = value.get_object().get(object)) return fail(error);
      return members(object, depth + 1);
    }
    if (token.starts_with('[')) {
      ondemand::array array;
      if (const auto error = value.get_array().get(array)) return fail(error);
      return items(array, depth + 1);
    }
    return scalar(token);
  }

  bool members(ondemand::object& object, int depth) {
    if (depth > kJsonDepthMax) return fail("too many containers inside each other");
    const std::size_t own = entries_.size();
    entries_.push_back({.kind = Kind::Object});
    std::uint32_t members = 0;
    for (auto result : object) {
      ondemand::field field;
      if (const auto error = std::move(result).get(field)) return fail(error);
      name(field.key().raw());
      if (!value(field.value(), depth)) return false;
      members += 1;
    }
    entries_[own].size = members;
    entries_[own].next = count();
    return true;
  }

  bool items(ondemand::array& array, int depth) {
    if (depth > kJsonDepthMax) return fail("too many containers inside each other");
    const std::size_t own = entries_.size();
    entries_.push_back({.kind = Kind::Array});
    std::uint32_t items = 0;
    for (auto result : array) {
      ondemand::value item;
      if (const auto error = std::move(result).get(item)) return fail(error);
      if (!value(item, depth)) return false;
      items += 1;
    }
    entries_[own].size = items;
    entries_[own].next = count();
    return true;
  }

  void name(const char* at) {
    JsonDocument::Entry entry{.begin = offset_of(at), .next = count() + 1, .kind = Kind::Absent};
    const std::size_t end = closing_quote(text_, entry.begin, entry.has_escapes);
    entry.size = static_cast<std::uint32_t>(end - entry.begin);
    entries_.push_back(entry);
  }

  bool scalar(std::string_view token) {
    // Blanks may stand behind a value, and nothing else that is below them.
    while (!token.empty() && token.back() <= ' ' && token.back() > '\0') token.remove_suffix(1);
    if (token.empty()) return fail("a value is missing");
    const char* const begin = token.data();
    JsonDocument::Entry entry{.begin = offset_of(begin),
                              .size = static_cast<std::uint32_t>(token.size()),
                              .next = count() + 1};
    const char first = token.front();
    if (first == '"') {
      entry.kind = Kind::Text;
      entry.begin += 1;
      const std::size_t end = closing_quote(text_, entry.begin, entry.has_escapes);
      entry.size = static_cast<std::uint32_t>(end - entry.begin);
      if (entry.size + 2 != token.size()) return fail("a text goes on behind its quotes");
    } else if (first == '-' || (first >= '0' && first <= '9')) {
      entry.kind = Kind::Number;
    } else if (token == "null") {
      entry.kind = Kind::Null;
    } else if (token == "true") {
      entry.kind = Kind::True;
    } else if (token == "false") {
      entry.kind = Kind::False;
    } else {
      return fail("a word that JSON does not have");
    }
    entries_.push_back(entry);
    return true;
  }

  std::vector<JsonDocument::Entry>& entries_;
  std::string_view text_;
  const char* fault_ = "";
};

std::expected<JsonDocument, std::string> JsonDocument::parse(std::string_view text) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max() - simdjson::SIMDJSON_PADDING) {
    return std::unexpected{std::string{"is larger than 4 GB"}};
  }
  JsonDocument cut;
  cut.text_.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  cut.text_ = text;
  cut.text_.append(simdjson::SIMDJSON_PADDING, ' ');
  // Rows of named prices have six bytes a name or value, columns of them a dozen. To grow would
  // copy all that is there; memory that is not needed is never touched.
  cut.entries_.reserve(text.size() / 5 + 8);
  ondemand::parser parser;
  ondemand::document document;
  if (const auto error =
          parser.iterate(cut.text_.data(), text.size(), cut.text_.size()).get(document)) {
    return std::unexpected{std::string{"is no JSON: "} + simdjson::error_message(error)};
  }
  JsonCutter cutter{cut, text.size()};
  if (!cutter.root(document)) {
    return std::unexpected{std::string{"is no JSON: "} + cutter.fault()};
  }
  return cut;
}

std::size_t JsonNode::size() const {
  return is(Kind::Array) || is(Kind::Object) ? document_->entries_[at_].size : 0;
}

JsonNode JsonNode::operator[](std::string_view name) const { return members(std::array{name})[0]; }

JsonNode JsonNode::at(std::size_t index) const {
  if (index >= size()) return {};
  Iterator it = begin();
  for (; index > 0; --index) ++it;
  return *it;
}

std::string_view JsonNode::name() const {
  if (document_ == nullptr || at_ == 0) return {};
  const JsonDocument::Entry& before = document_->entries_[at_ - 1];
  if (before.kind != Kind::Absent) return {};
  return std::string_view{document_->text_}.substr(before.begin, before.size);
}

std::string JsonNode::text() const {
  std::string room;
  return std::string{text(room)};
}

std::string_view JsonNode::text(std::string& room) const {
  if (!is(Kind::Text)) return {};
  const std::string_view token = this->token();
  if (!document_->entries_[at_].has_escapes) return token;
  room.clear();
  room.reserve(token.size());
  for (std::size_t at = 0; at < token.size();) {
    if (token[at] == '\\') {
      at = append_escape(token, at, room);
    } else {
      room += token[at++];
    }
  }
  return room;
}

JsonNode::Iterator JsonNode::begin() const {
  Iterator it;
  it.left_ = static_cast<std::uint32_t>(size());
  if (it.left_ == 0) return it;
  it.document_ = document_;
  it.names_ = is(Kind::Object) ? 1 : 0;
  it.at_ = at_ + 1 + it.names_;
  return it;
}

}  // namespace tw::formats
