#include "formats/json_value.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/utf8.hpp"

namespace tw::formats {
namespace {

/// Reads from the front of a text; the first thing that does not hold is kept.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_{text} {}

  std::expected<JsonValue, std::string> read() {
    JsonValue root;
    if (value(root, 0)) {
      skip_blanks();
      if (at_ == text_.size()) return root;
      fail("expected the end of the text");
    }
    const auto lines = std::ranges::count(text_.substr(0, std::min(at_, text_.size())), '\n');
    return std::unexpected{"line " + std::to_string(lines + 1) + ": " + fault_};
  }

 private:
  bool fail(std::string_view what) {
    if (fault_.empty()) fault_ = what;
    return false;
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view{" \t\r\n"}.contains(text_[at_])) ++at_;
  }
  bool take(char wanted) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view wanted, JsonValue::Kind kind, JsonValue& into) {
    if (!text_.substr(at_).starts_with(wanted)) return fail("expected a value");
    at_ += wanted.size();
    into.kind = kind;
    return true;
  }

  bool value(JsonValue& into, int depth) {
    if (depth > kJsonDepthMax) return fail("too many containers inside each other");
    skip_blanks();
    if (at_ == text_.size()) return fail("the text ends too early");
    switch (text_[at_]) {
      case '{':
        return object(into, depth);
      case '[':
        return array(into, depth);
      case '"':
        into.kind = JsonValue::Kind::Text;
        return string(into.text);
      case 't':
        return word("true", JsonValue::Kind::True, into);
      case 'f':
        return word("false", JsonValue::Kind::False, into);
      case 'n':
        return word("null", JsonValue::Kind::Null, into);
      default:
        return number(into);
    }
  }

  bool object(JsonValue& into, int depth) {
    into.kind = JsonValue::Kind::Object;
    ++at_;
    if (take('}')) return true;
    do {
      skip_blanks();
      if (at_ == text_.size() || text_[at_] != '"') return fail("expected a name in quotes");
      if (!string(into.names.emplace_back())) return false;
      if (!take(':')) return fail("expected ':'");
      if (!value(into.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take('}') || fail("expected ',' or '}'");
  }

  bool array(JsonValue& into, int depth) {
    into.kind = JsonValue::Kind::Array;
    ++at_;
    if (take(']')) return true;
    do {
      if (!value(into.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']') || fail("expected ',' or ']'");
  }

  bool number(JsonValue& into) {
    const std::size_t start = at_;
    const auto is_part = [](char c) {
      return (c >= '0' && c <= '9') || std::string_view{"+-.eE"}.contains(c);
    };
    while (at_ < text_.size() && is_part(text_[at_])) ++at_;
    const char* const end = text_.data() + at_;
    const auto [stop, error] = std::from_chars(text_.data() + start, end, into.number);
    if (start == at_ || error != std::errc{} || stop != end || text_[start] == '+') {
      at_ = start;
      return fail("expected a value");
    }
    into.kind = JsonValue::Kind::Number;
    return true;
  }

  bool hex4(std::uint32_t& code) {
    if (text_.size() - at_ < 4) return fail("expected four hexadecimal digits");
    const char* const end = text_.data() + at_ + 4;
    const auto [stop, error] = std::from_chars(text_.data() + at_, end, code, 16);
    if (error != std::errc{} || stop != end) return fail("expected four hexadecimal digits");
    at_ += 4;
    return true;
  }

  bool escape(std::string& into) {
    if (at_ == text_.size()) return fail("the text ends inside quotes");
    const char kind = text_[at_++];
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t found = kNames.find(kind); found != std::string_view::npos) {
      into += kMeanings[found];
      return true;
    }
    if (kind != 'u') return fail("unknown escape");
    std::uint32_t code = 0;
    if (!hex4(code)) return false;
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      std::uint32_t low = 0;
      if (!hex4(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return fail("half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code >= 0xD800 && code <= 0xDFFF) return fail("half of a surrogate pair");
    append_utf8(code, into);
    return true;
  }

  bool string(std::string& into) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return fail("a control character inside quotes");
      if (c != '\\') {
        into += c;
      } else if (!escape(into)) {
        return false;
      }
    }
    return fail("the text ends inside quotes");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? nullptr : &items[static_cast<std::size_t>(found - names.begin())];
}

std::expected<JsonValue, std::string> parse_json(std::string_view text) {
  return JsonReader{text}.read();
}

}  // namespace tw::formats
