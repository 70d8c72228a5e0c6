#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/date.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "formats/json_document.hpp"

namespace tw::formats {

/// What one count of a Unix time stands for. Units: nanoseconds.
enum class UnixUnit : std::int64_t {
  Seconds = 1'000'000'000,
  Milliseconds = 1'000'000,
  Microseconds = 1'000,
  Nanoseconds = 1,
};

/// Reads values out of one document as vendors write them, and remembers the first thing that does
/// not hold, so that a parser reads on and asks once at its end.
///
/// Numbers may stand in quotes. What is absent, null, or in quotes blank or a word for nothing
/// ("None", "-", "N/A") is nothing and no fault; what is there and cannot be read is a fault.
class JsonFields {
 public:
  std::optional<Price> price(JsonNode node) { return amount<Price>(node); }
  /// A price above 0: vendors send 0 for an empty side of the book, or a day not yet begun.
  std::optional<Price> positive_price(JsonNode node) {
    const auto read = price(node);
    return read && read->raw() > 0 ? read : std::nullopt;
  }
  std::optional<Quantity> quantity(JsonNode node) { return amount<Quantity>(node); }
  std::optional<Volume> volume(JsonNode node) { return amount<Volume>(node); }
  std::optional<Money> money(JsonNode node) { return amount<Money>(node); }
  std::optional<double> number(JsonNode node);
  /// A whole number: 3, "3", 3.0, 1.2e3. One with a fraction is a fault.
  std::optional<std::int64_t> integer(JsonNode node);
  std::optional<bool> flag(JsonNode node);
  /// A text with something in it.
  std::optional<std::string> text(JsonNode node);
  /// The same without a copy where no escape stands in it.
  /// Owns: a view of the document, or of `room`.
  std::optional<std::string_view> text(JsonNode node, std::string& room);
  /// Unix time of 1700 to 2200, fractions and exponents too.
  std::optional<Timestamp> unix_time(JsonNode node, UnixUnit unit);
  /// "2024-01-05T14:30:00.123456789Z", "2024-01-05T09:30:00-05:00"; a time without an offset is a
  /// fault, a date alone is its midnight UTC.
  std::optional<Timestamp> moment(JsonNode node);
  /// "2024-01-05", and the date of "2024-01-05T00:00:00.000Z" as it stands there.
  std::optional<Date> date(JsonNode node);

  /// Returns the value of `read`, whose absence is a fault that names `field`.
  template <class Value>
  Value need(std::optional<Value> read, std::string_view field) {
    if (!read) miss(field);
    return read ? std::move(*read) : Value{};
  }
  /// Remembers `what` unless something came before it.
  void fault(std::string what);

  bool is_sound() const { return what_.empty(); }
  /// One line: "'close' is 'abc', which is not a number".
  const std::string& what() const { return what_; }
  /// How many values had more decimals than their type keeps; each was rounded half-even.
  std::size_t rounded_values() const { return rounded_; }

 private:
  template <class Amount>
  std::optional<Amount> amount(JsonNode node) {
    const auto raw = decimal(node, Amount::kScale);
    if (!raw) return std::nullopt;
    return Amount::from_raw(*raw);
  }
  std::optional<std::int64_t> decimal(JsonNode node, std::int64_t scale);
  void miss(std::string_view field);
  void refuse(JsonNode node, std::string_view why);

  std::string what_;
  std::size_t rounded_ = 0;
};

}  // namespace tw::formats
