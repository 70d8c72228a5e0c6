#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/fixed.hpp"
#include "core/timestamp.hpp"
#include "sql/parameter.hpp"

namespace tw::sql {

/// One row of a result while it is being read.
///
/// A column is read as what it is; anything else (a null as a number, text as an integer) gives an
/// empty value and makes the whole read end with BadValue, so that no reader needs to look.
/// An integer may be read as a double.
/// Owns: views are valid until the function that was given the row returns.
class Row {
 public:
  virtual ~Row() = default;

  virtual std::size_t size() const = 0;
  virtual std::string_view name(std::size_t column) const = 0;
  /// Returns what the value is; Null for null.
  virtual Type type(std::size_t column) const = 0;
  virtual std::int64_t integer(std::size_t column) const = 0;
  virtual double real(std::size_t column) const = 0;
  virtual std::string_view text(std::size_t column) const = 0;
  virtual std::span<const std::byte> blob(std::size_t column) const = 0;

  bool is_null(std::size_t column) const { return type(column) == Type::Null; }
  Timestamp timestamp(std::size_t column) const { return {integer(column)}; }
  /// Returns an amount kept in raw units: `row.amount<Price>(3)`.
  template <class Amount>
  Amount amount(std::size_t column) const {
    return Amount::from_raw(integer(column));
  }

  /// Reads a column as a `T`; std::optional<T> where it may be null.
  template <class T>
  T get(std::size_t column) const;
  /// Reads the columns from `first` on as a tuple.
  template <class... Ts>
  std::tuple<Ts...> as(std::size_t first = 0) const {
    return as_tuple<Ts...>(first, std::index_sequence_for<Ts...>{});
  }

 private:
  template <class... Ts, std::size_t... kAt>
  std::tuple<Ts...> as_tuple(std::size_t first, std::index_sequence<kAt...>) const {
    return std::tuple<Ts...>{get<Ts>(first + kAt)...};
  }
};

/// How a `T` is read from a column; specialise it for a type of your own.
template <class T>
struct Column;

template <class T>
T Row::get(std::size_t column) const {
  return Column<T>::read(*this, column);
}

template <std::integral T>
struct Column<T> {
  static T read(const Row& row, std::size_t at) { return static_cast<T>(row.integer(at)); }
};
template <>
struct Column<double> {
  static double read(const Row& row, std::size_t at) { return row.real(at); }
};
template <>
struct Column<std::string> {
  static std::string read(const Row& row, std::size_t at) { return std::string{row.text(at)}; }
};
template <>
struct Column<Blob> {
  static Blob read(const Row& row, std::size_t at) {
    const auto bytes = row.blob(at);
    return {bytes.begin(), bytes.end()};
  }
};
template <>
struct Column<Timestamp> {
  static Timestamp read(const Row& row, std::size_t at) { return row.timestamp(at); }
};
template <class Unit, std::int64_t kScale>
struct Column<Fixed<Unit, kScale>> {
  static Fixed<Unit, kScale> read(const Row& row, std::size_t at) {
    return Fixed<Unit, kScale>::from_raw(row.integer(at));
  }
};
template <class T>
struct Column<std::optional<T>> {
  static std::optional<T> read(const Row& row, std::size_t at) {
    if (row.is_null(at)) return std::nullopt;
    return Column<T>::read(row, at);
  }
};

}  // namespace tw::sql
