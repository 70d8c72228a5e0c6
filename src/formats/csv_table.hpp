#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "core/money.hpp"

namespace tw::formats {

/// A CSV text as data vendors send it, whole: a header, and rows with as many cells.
///
/// Owns: nothing; cells view the text, which must outlive it.
class CsvTable {
 public:
  /// Errors: "is empty", "line 7 has 4 cells for 6 columns". Blank lines are passed over.
  static std::expected<CsvTable, std::string> parse(std::string_view text);

  /// Makes a table of what other forms hold. Requires as many cells in each row as there are names.
  static CsvTable of(std::vector<std::string_view> names, std::vector<std::string_view> cells);

  /// Returns the column of that name, whatever its case, blanks and underscores alike.
  std::optional<std::size_t> column(std::string_view name) const;
  const std::vector<std::string_view>& names() const { return names_; }
  std::size_t rows() const { return names_.empty() ? 0 : cells_.size() / names_.size(); }
  /// Returns a cell without blanks around it or quotes; empty where there is no such column.
  std::string_view cell(std::size_t row, std::optional<std::size_t> column) const;

 private:
  std::vector<std::string_view> names_;
  std::vector<std::string_view> cells_;  ///< Row by row.
};

/// Reads cells as numbers and dates and remembers the first thing that does not hold, as
/// `JsonFields` does. Blank and words for nothing ("None", "-", "N/A", "null") are nothing.
class TextFields {
 public:
  std::optional<Price> price(std::string_view cell, std::string_view name) {
    return amount<Price>(cell, name);
  }
  std::optional<Quantity> quantity(std::string_view cell, std::string_view name) {
    return amount<Quantity>(cell, name);
  }
  std::optional<Volume> volume(std::string_view cell, std::string_view name) {
    return amount<Volume>(cell, name);
  }
  std::optional<double> number(std::string_view cell, std::string_view name);
  std::optional<Date> date(std::string_view cell, std::string_view name);
  /// Remembers `what` unless something came before it.
  void fault(std::string what);

  bool is_sound() const { return what_.empty(); }
  const std::string& what() const { return what_; }
  std::size_t rounded_values() const { return rounded_; }

 private:
  template <class Amount>
  std::optional<Amount> amount(std::string_view cell, std::string_view name) {
    const auto raw = decimal(cell, name, Amount::kScale);
    if (!raw) return std::nullopt;
    return Amount::from_raw(*raw);
  }
  std::optional<std::int64_t> decimal(std::string_view cell, std::string_view name,
                                      std::int64_t scale);
  void refuse(std::string_view cell, std::string_view name, std::string_view why);

  std::string what_;
  std::size_t rounded_ = 0;
};

}  // namespace tw::formats
