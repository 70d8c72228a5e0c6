#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tw::formats {

/// One value of a JSON text, with all that is below it.
struct JsonValue {
  enum class Kind : std::uint8_t { Null, False, True, Number, Text, Array, Object };

  Kind kind = Kind::Null;
  double number = 0.0;
  std::string text;
  std::vector<JsonValue> items;    ///< Of an array, or the contents of an object's members.
  std::vector<std::string> names;  ///< Of those members, in the order of the text.

  bool is(Kind wanted) const { return kind == wanted; }
  /// Returns the member of that name, or nullptr; of several the first.
  const JsonValue* find(std::string_view name) const;
};

/// Containers inside containers, at most.
inline constexpr int kJsonDepthMax = 64;

/// Parses one JSON text. Source: RFC 8259.
///
/// Errors: "line 3: expected ',' or '}'". Never throws; numbers beyond a double are refused.
std::expected<JsonValue, std::string> parse_json(std::string_view text);

}  // namespace tw::formats
