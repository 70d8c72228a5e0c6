#include "sql/postgres_row.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/assert.hpp"
#include "core/rounding.hpp"
#include "sql/libpq.hpp"

namespace tw::sql {
namespace {

template <class T>
T swapped(const char* at) {
  T value = 0;
  std::memcpy(&value, at, sizeof value);
  static_assert(std::endian::native == std::endian::little);
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
}

template <class T>
void append(std::string& bytes, T value) {
  char swap[sizeof(T)];
  std::memcpy(swap, &value, sizeof value);
  value = swapped<T>(swap);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A NUMERIC of the server: sums of BIGINT come as one.
struct Numeric {
  std::optional<std::int64_t> whole;  ///< When it is a whole number of 64 bits.
  double value = 0.0;
};

/// Source: numeric_send in numeric.c of PostgreSQL: digits of base 10,000, the first of which
/// counts 10,000^weight.
Numeric read_numeric(const char* bytes, std::int32_t size) {
  constexpr std::uint16_t kNegative = 0x4000;
  if (size < 8) return {};
  const int digits = read_u16(bytes);
  const auto weight = static_cast<std::int16_t>(read_u16(bytes + 2));
  const std::uint16_t sign = read_u16(bytes + 4);
  if (size < 8 + 2 * digits || (sign != 0 && sign != kNegative)) return {};
  Numeric number;
  Wide whole = 0;
  bool is_whole = true;
  for (int i = 0; i <= std::max<int>(weight, digits - 1); ++i) {
    const unsigned digit = i < digits ? read_u16(bytes + 8 + std::ptrdiff_t{2} * i) : 0;
    double place = digit;
    for (int power = weight - i; power > 0; --power) place *= 1e4;
    for (int power = weight - i; power < 0; ++power) place /= 1e4;
    number.value += place;
    if (i <= weight) {
      whole = whole * 10'000 + digit;
      is_whole = is_whole && whole < (Wide{1} << 100);
    } else {
      is_whole = is_whole && digit == 0;
    }
  }
  constexpr Wide kMax = std::numeric_limits<std::int64_t>::max();
  if (sign == kNegative) number.value = -number.value;
  if (!is_whole || whole > kMax + (sign == kNegative ? 1 : 0)) return number;
  number.whole = static_cast<std::int64_t>(sign == kNegative ? -whole : whole);
  return number;
}

}  // namespace

bool is_spoken(Oid oid) {
  switch (oid) {
    case Oid::Bool:
    case Oid::Bytea:
    case Oid::Char:
    case Oid::Name:
    case Oid::Int8:
    case Oid::Int2:
    case Oid::Int4:
    case Oid::Text:
    case Oid::ObjectId:
    case Oid::Float4:
    case Oid::Float8:
    case Oid::Unknown:
    case Oid::BlankPadded:
    case Oid::VarChar:
    case Oid::Numeric:
    case Oid::Void:
      return true;
  }
  return false;
}

std::uint16_t read_u16(const char* at) { return swapped<std::uint16_t>(at); }
std::uint32_t read_u32(const char* at) { return swapped<std::uint32_t>(at); }
std::uint64_t read_u64(const char* at) { return swapped<std::uint64_t>(at); }
void append_u16(std::string& bytes, std::uint16_t value) { append(bytes, value); }
void append_u32(std::string& bytes, std::uint32_t value) { append(bytes, value); }
void append_u64(std::string& bytes, std::uint64_t value) { append(bytes, value); }

std::optional<std::string> PostgresRow::unspoken() const {
  for (const PostgresColumn& column : columns_) {
    if (!is_spoken(column.oid)) return column.name;
  }
  return std::nullopt;
}

std::optional<std::string> PostgresRow::fault() const {
  if (fault_ < 0) return std::nullopt;
  return columns_[static_cast<std::size_t>(fault_)].name;
}

Type PostgresRow::kind(std::size_t column) const {
  TW_ASSERT(column < columns_.size());
  const Cell& cell = cells_[column];
  if (cell.size < 0) return Type::Null;
  switch (columns_[column].oid) {
    case Oid::Bool:
    case Oid::Int2:
    case Oid::Int4:
    case Oid::Int8:
    case Oid::ObjectId:
      return Type::Int64;
    case Oid::Float4:
    case Oid::Float8:
      return Type::Double;
    case Oid::Bytea:
      return Type::Bytes;
    case Oid::Numeric:
      return read_numeric(cell.bytes, cell.size).whole ? Type::Int64 : Type::Double;
    default:
      return Type::Text;
  }
}

Type PostgresRow::type(std::size_t column) const { return kind(column); }

std::int64_t PostgresRow::wrong(std::size_t column) const {
  fault_ = static_cast<std::int64_t>(column);
  return 0;
}

std::int64_t PostgresRow::integer(std::size_t column) const {
  TW_ASSERT(column < columns_.size());
  const Cell& cell = cells_[column];
  if (cell.size < 0) return wrong(column);
  switch (columns_[column].oid) {
    case Oid::Int8:
      return static_cast<std::int64_t>(read_u64(cell.bytes));
    case Oid::Int4:
      return static_cast<std::int32_t>(read_u32(cell.bytes));
    case Oid::ObjectId:
      return read_u32(cell.bytes);
    case Oid::Int2:
      return static_cast<std::int16_t>(read_u16(cell.bytes));
    case Oid::Bool:
      return *cell.bytes;
    case Oid::Numeric:
      if (const auto whole = read_numeric(cell.bytes, cell.size).whole) return *whole;
      return wrong(column);
    default:
      return wrong(column);
  }
}

double PostgresRow::real(std::size_t column) const {
  TW_ASSERT(column < columns_.size());
  const Cell& cell = cells_[column];
  if (cell.size < 0) return static_cast<double>(wrong(column));
  switch (columns_[column].oid) {
    case Oid::Float8:
      return std::bit_cast<double>(read_u64(cell.bytes));
    case Oid::Float4:
      return static_cast<double>(std::bit_cast<float>(read_u32(cell.bytes)));
    case Oid::Numeric:
      return read_numeric(cell.bytes, cell.size).value;
    default:
      return static_cast<double>(integer(column));
  }
}

std::string_view PostgresRow::text(std::size_t column) const {
  if (kind(column) != Type::Text) {
    wrong(column);
    return {};
  }
  return {cells_[column].bytes, static_cast<std::size_t>(cells_[column].size)};
}

std::span<const std::byte> PostgresRow::blob(std::size_t column) const {
  if (kind(column) != Type::Bytes) {
    wrong(column);
    return {};
  }
  return {reinterpret_cast<const std::byte*>(cells_[column].bytes),
          static_cast<std::size_t>(cells_[column].size)};
}

std::vector<PostgresColumn> columns_of(const pg_result* result) {
  std::vector<PostgresColumn> columns;
  const int count = libpq().nfields(result);
  columns.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    columns.push_back({libpq().fname(result, i), static_cast<Oid>(libpq().ftype(result, i))});
  }
  return columns;
}

}  // namespace tw::sql
