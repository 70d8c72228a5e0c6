#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/assert.hpp"
#include "core/currency.hpp"
#include "core/date.hpp"
#include "core/fixed.hpp"
#include "core/label.hpp"
#include "core/timestamp.hpp"
#include "orders/order_request.hpp"

// Values as bytes and back: least significant byte first, no padding, one rule for each type, so
// that what writes a record and what reads it cannot disagree.
namespace tw::formats {

static_assert(std::endian::native == std::endian::little, "fields are copied as they lie");

/// The last value of a closed enum; a larger one in a record is damage. Open ones (identifiers)
/// take any.
template <class Enum>
inline constexpr std::underlying_type_t<Enum> kLast =
    std::numeric_limits<std::underlying_type_t<Enum>>::max();

template <class T>
concept FixedPoint = requires(const T& value) {
  { value.raw() } -> std::same_as<std::int64_t>;
  { T::from_raw(std::int64_t{}) } -> std::same_as<T>;
};

/// Appends fields to a buffer. Requires room for all of them.
class FieldWriter {
 public:
  explicit FieldWriter(std::span<std::byte> room) : room_{room} {}

  template <class... Fields>
  void operator()(const Fields&... fields) {
    (put(fields), ...);
  }
  std::span<const std::byte> bytes() const { return room_.first(size_); }

 private:
  template <class T>
    requires std::is_arithmetic_v<T>
  void put(T value) {
    TW_ASSERT(sizeof value <= room_.size() - size_);
    std::memcpy(room_.data() + size_, &value, sizeof value);
    size_ += sizeof value;
  }
  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    put(static_cast<std::underlying_type_t<T>>(value));
  }
  void put(FixedPoint auto value) { put(value.raw()); }
  void put(Timestamp at) { put(at.unix_ns); }
  void put(Date date) { put(date.days); }
  void put(Currency currency) {
    for (const char c : currency.view()) put(c);
  }
  void put(const Label& label) { put_text(label.view()); }
  void put(const std::string& text) { put_text(text); }
  void put(Trail trail) {
    put(trail.is_percent(), trail.is_percent() ? trail.percent().raw() : trail.amount().raw());
  }
  void put(Size size) { put(size.quantity().raw(), size.fraction()); }
  template <class A, class B>
  void put(A a, B b) {
    put(a);
    put(b);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    TW_ASSERT(text.size() <= room_.size() - size_);
    std::memcpy(room_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }

  std::span<std::byte> room_;
  std::size_t size_ = 0;
};

/// Takes fields off a buffer. After one that does not fit, or cannot be, all that follow are left
/// as they were and `is_good` is false.
class FieldReader {
 public:
  explicit FieldReader(std::span<const std::byte> bytes) : bytes_{bytes} {}

  template <class... Fields>
  void operator()(Fields&... fields) {
    (take(fields), ...);
  }
  bool is_good() const { return is_good_; }
  /// Returns whether every byte was read and each field could be.
  bool is_done() const { return is_good_ && bytes_.empty(); }
  void fail() { is_good_ = false; }

 private:
  template <class T>
    requires std::is_arithmetic_v<T>
  void take(T& value) {
    if (bytes_.size() < sizeof value) is_good_ = false;
    if (!is_good_) return;
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
  }
  void take(bool& value) {
    std::uint8_t byte = 0;
    take(byte);
    if (byte > 1) is_good_ = false;
    if (is_good_) value = byte == 1;
  }
  template <class T>
    requires std::is_enum_v<T>
  void take(T& value) {
    std::underlying_type_t<T> number{};
    take(number);
    if (number > kLast<T>) is_good_ = false;
    if (is_good_) value = static_cast<T>(number);
  }
  template <FixedPoint T>
  void take(T& value) {
    std::int64_t raw = 0;
    take(raw);
    if (is_good_) value = T::from_raw(raw);
  }
  void take(Timestamp& at) { take(at.unix_ns); }
  void take(Date& date) { take(date.days); }
  void take(Currency& currency) {
    char code[3]{};
    for (char& c : code) take(c);
    if (is_good_) currency = Currency{std::string_view{code, 3}};
  }
  void take(Label& label) {
    std::string text;
    take(text);
    if (text.size() > Label::kSizeMax) is_good_ = false;
    if (is_good_) label = Label{text};
  }
  void take(std::string& text) {
    std::uint32_t size = 0;
    take(size);
    if (size > bytes_.size()) is_good_ = false;
    if (!is_good_) return;
    text.assign(reinterpret_cast<const char*>(bytes_.data()), size);
    bytes_ = bytes_.subspan(size);
  }
  void take(Trail& trail) {
    bool is_percent = false;
    std::int64_t raw = 0;
    take(is_percent);
    take(raw);
    if (!is_good_) return;
    trail = is_percent ? Trail::percent(Ratio::from_raw(raw)) : Trail::amount(Price::from_raw(raw));
    if (raw < 0 || trail.is_percent() != is_percent) is_good_ = false;
  }
  void take(Size& size) {
    Quantity quantity;
    double fraction = 0.0;
    take(quantity);
    take(fraction);
    if (!is_good_) return;
    if (fraction > 0.0) {
      size = Size::fraction(fraction);
    } else {
      size = fraction < 0.0 ? Size::as_parent() : Size::units(quantity);
    }
    // A size is one of the three, and none of them is not a number.
    is_good_ = size.quantity() == quantity && std::bit_cast<std::uint64_t>(size.fraction()) ==
                                                  std::bit_cast<std::uint64_t>(fraction);
  }

  std::span<const std::byte> bytes_;
  bool is_good_ = true;
};

}  // namespace tw::formats
