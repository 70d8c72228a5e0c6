#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fixed.hpp"
#include "core/timestamp.hpp"

namespace tw::sql {

/// Bytes that no encoding applies to. Columns of them are declared BYTEA.
using Blob = std::vector<std::byte>;

/// What a value can be, on both engines.
enum class Type : std::uint8_t { Null, Int64, Double, Text, Bytes };

/// One value for a `?` of a statement.
///
/// Integers, booleans (0 or 1), times (nanoseconds) and amounts (raw units) are 64-bit integers.
/// Text is UTF-8 without NUL, a double is no NaN: what one engine would refuse or change, both
/// refuse. An empty optional is a null that still knows its type. Owns: nothing; text and bytes
/// must outlive the call.
class Parameter {
 public:
  Parameter(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): reads as the value itself,
  template <std::integral T>
    requires(sizeof(T) < 8 || std::signed_integral<T>)
  Parameter(T value)  // NOLINT(google-explicit-constructor): and so do those below.
      : type_{Type::Int64}, is_null_{false}, integer_{static_cast<std::int64_t>(value)} {}
  Parameter(double value)  // NOLINT(google-explicit-constructor)
      : type_{Type::Double}, is_null_{false}, real_{value} {}
  Parameter(std::string_view text)  // NOLINT(google-explicit-constructor)
      : type_{Type::Text}, is_null_{false}, bytes_{text} {}
  Parameter(const std::string& text)  // NOLINT(google-explicit-constructor)
      : Parameter{std::string_view{text}} {}
  Parameter(const char* text)  // NOLINT(google-explicit-constructor)
      : Parameter{std::string_view{text}} {}
  Parameter(std::span<const std::byte> bytes)  // NOLINT(google-explicit-constructor)
      : type_{Type::Bytes},
        is_null_{false},
        bytes_{reinterpret_cast<const char*>(bytes.data()), bytes.size()} {}
  Parameter(const Blob& bytes)  // NOLINT(google-explicit-constructor)
      : Parameter{std::span<const std::byte>{bytes}} {}
  Parameter(Timestamp at) : Parameter{at.unix_ns} {}  // NOLINT(google-explicit-constructor)
  template <class Unit, std::int64_t kScale>
  Parameter(Fixed<Unit, kScale> amount)  // NOLINT(google-explicit-constructor)
      : Parameter{amount.raw()} {}
  template <class T>
  Parameter(const std::optional<T>& value)  // NOLINT(google-explicit-constructor)
      : Parameter{value ? Parameter{*value} : null_of(Parameter{T{}}.type_)} {}

  /// Returns a null for a column of `type`.
  static Parameter null_of(Type type) {
    Parameter null{nullptr};
    null.type_ = type;
    return null;
  }

  Type type() const { return type_; }
  bool is_null() const { return is_null_; }
  std::int64_t integer() const { return integer_; }
  double real() const { return real_; }
  /// Text, or the bytes of a blob.
  std::string_view bytes() const { return bytes_; }

 private:
  Type type_ = Type::Null;
  bool is_null_ = true;
  union {
    std::int64_t integer_ = 0;
    double real_;
  };
  std::string_view bytes_;
};

/// The values of one statement, in the order of its `?`. Written as a braced list or a vector.
class Parameters {
 public:
  Parameters() = default;
  Parameters(std::initializer_list<Parameter> values) : values_{values.begin(), values.size()} {}
  Parameters(std::span<const Parameter> values)  // NOLINT(google-explicit-constructor)
      : values_{values} {}
  Parameters(const std::vector<Parameter>& values)  // NOLINT(google-explicit-constructor)
      : values_{values} {}

  std::size_t size() const { return values_.size(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  const Parameter& operator[](std::size_t i) const { return values_[i]; }

 private:
  std::span<const Parameter> values_;
};

}  // namespace tw::sql
