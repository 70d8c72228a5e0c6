#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/fixed.hpp"

namespace tw::report {

/// Writes one JSON text, member by member, indented by two spaces.
///
///     JsonWriter json;
///     json.begin_object();
///     json.member("symbol", "AAPL");
///     json.key("levels").begin_array();
///     json.value(1.5).end_array();
///     json.end_object();
///
/// Amounts are plain decimals of at most 8 places, doubles the shortest text that reads back the
/// same, what is not finite is null. Text that is not UTF-8 has U+FFFD where it is not. Misuse (a
/// value without its key) is a bug and asserts.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view{text}); }
  JsonWriter& value(double number);
  JsonWriter& value(bool truth);
  template <std::integral Integer>
  JsonWriter& value(Integer number) {
    return raw(std::to_string(number));
  }
  template <class Unit, std::int64_t kScale>
  JsonWriter& value(Fixed<Unit, kScale> amount) {
    return raw(to_string(amount));
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  JsonWriter& null();

  /// Writes `json` as it stands: one value that is JSON already. Line ends inside are kept.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  /// Writes the containers that open from here on in one line each.
  JsonWriter& compact(bool on) {
    compact_ = on;
    return *this;
  }

  /// Returns the text with a final line end. Requires every container to be closed.
  std::string take();

 private:
  struct Level {
    char closing;
    bool is_empty;
    bool is_compact;
  };
  void before_value();
  void before_item();
  void new_line();
  JsonWriter& open(char opening, char closing);
  JsonWriter& close(char closing);

  std::string text_;
  std::vector<Level> levels_;
  bool has_key_ = false;
  bool compact_ = false;
};

}  // namespace tw::report
