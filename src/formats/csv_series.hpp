#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tw::formats {

/// Columns of numbers with their names, such as the returns of the trials of a search.
struct NamedSeries {
  std::vector<std::string> labels;  ///< The first column's text where it holds dates, else empty.
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

/// Reads a table with a header: one column a series, one row a period. A first column called date,
/// day, time or timestamp labels the rows. Fields are parted by commas, semicolons or tabs.
///
/// Nothing is guessed: a blank or a word where a number must be is an error.
/// Errors: one line that names the line, the column, its value and the remedy; the file's name is
/// the caller's to add.
std::expected<NamedSeries, std::string> parse_series(std::string_view text);

}  // namespace tw::formats
