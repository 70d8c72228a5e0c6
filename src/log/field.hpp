#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/secret.hpp"
#include "core/timestamp.hpp"

namespace tw::log {

/// A named value beside a line's text. A `Secret` is there as "***" and never as itself.
/// Owns: nothing; text must outlive the call.
class Field {
 public:
  using Value = std::variant<std::string_view, std::int64_t, double, bool>;

  Field(std::string_view name, std::string_view text) : name_{name}, value_{text} {}
  Field(std::string_view name, const std::string& text)
      : name_{name}, value_{std::string_view{text}} {}
  Field(std::string_view name, const char* text) : name_{name}, value_{std::string_view{text}} {}
  Field(std::string_view name, bool truth) : name_{name}, value_{truth} {}
  Field(std::string_view name, double number) : name_{name}, value_{number} {}
  template <std::integral Integer>
  Field(std::string_view name, Integer number)
      : name_{name}, value_{static_cast<std::int64_t>(number)} {}
  Field(std::string_view name, const Secret& /*secret*/) : name_{name}, value_{kRedacted} {}

  std::string_view name() const { return name_; }
  const Value& value() const { return value_; }

 private:
  std::string_view name_;
  Value value_;
};

}  // namespace tw::log
