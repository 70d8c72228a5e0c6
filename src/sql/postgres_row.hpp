#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/row.hpp"

struct pg_result;

namespace tw::sql {

/// The types of the server that this layer speaks. Source: pg_type.dat of PostgreSQL 15.
enum class Oid : std::uint32_t {
  Bool = 16,
  Bytea = 17,
  Char = 18,
  Name = 19,
  Int8 = 20,
  Int2 = 21,
  Int4 = 23,
  Text = 25,
  ObjectId = 26,
  Float4 = 700,
  Float8 = 701,
  Unknown = 705,
  BlankPadded = 1042,
  VarChar = 1043,
  Numeric = 1700,
  Void = 2278,
};

/// Returns whether `oid` is one of those above.
bool is_spoken(Oid oid);

std::uint16_t read_u16(const char* at);
std::uint32_t read_u32(const char* at);
std::uint64_t read_u64(const char* at);
void append_u16(std::string& bytes, std::uint16_t value);
void append_u32(std::string& bytes, std::uint32_t value);
void append_u64(std::string& bytes, std::uint64_t value);

/// One column of a result.
struct PostgresColumn {
  std::string name;
  Oid oid{};
};

/// A row of values in the server's binary form, wherever they stand.
class PostgresRow final : public Row {
 public:
  struct Cell {
    const char* bytes = nullptr;
    std::int32_t size = -1;  ///< Negative is null.
  };

  explicit PostgresRow(std::vector<PostgresColumn> columns)
      : columns_{std::move(columns)}, cells_(columns_.size()) {}

  /// Owns: nothing; the bytes stay where they are while the row is read.
  void set(std::size_t column, Cell cell) { cells_[column] = cell; }
  /// Returns a name of a column whose type no reader of ours can take.
  std::optional<std::string> unspoken() const;
  /// Returns the name of a column that was read as what it is not.
  std::optional<std::string> fault() const;

  std::size_t size() const override { return columns_.size(); }
  std::string_view name(std::size_t column) const override { return columns_.at(column).name; }
  Type type(std::size_t column) const override;
  std::int64_t integer(std::size_t column) const override;
  double real(std::size_t column) const override;
  std::string_view text(std::size_t column) const override;
  std::span<const std::byte> blob(std::size_t column) const override;

 private:
  Type kind(std::size_t column) const;
  std::int64_t wrong(std::size_t column) const;

  std::vector<PostgresColumn> columns_;
  std::vector<Cell> cells_;
  mutable std::int64_t fault_ = -1;
};

/// Returns the columns that a result, or a description of one, has.
std::vector<PostgresColumn> columns_of(const pg_result* result);

}  // namespace tw::sql
