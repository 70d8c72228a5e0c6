#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_error.hpp"

namespace tw::formats {

/// What a column of a bar file means to us.
enum class CsvRole : std::uint8_t {
  Ignored,
  Stamp,      ///< Date, or date and time.
  TimeOfDay,  ///< A time beside a column that holds only the date.
  Open,
  High,
  Low,
  Close,
  AdjustedClose,
  Volume,
};

/// What a header line says: where each value stands and how fields are parted.
struct CsvLayout {
  char delimiter = ',';
  std::vector<CsvRole> roles;      ///< One a column.
  std::vector<std::string> names;  ///< As the header spells them.
  std::size_t data_offset = 0;     ///< Where the first row after the header begins.
  std::size_t data_line = 2;       ///< Its line number.
  bool is_value_series = false;    ///< One value a row: open, high, low and close are that value.

  bool has(CsvRole role) const;
  /// Returns the names of columns that carry nothing for us, fit for a terminal.
  std::vector<std::string> ignored() const;
};

/// Reads the header of `text`: delimiter, names in any case, byte-order mark, comment lines.
///
/// Errors: Empty, NotText, NoHeader, MissingColumn.
std::expected<CsvLayout, CsvError> read_layout(std::string_view text);

/// A row's fields and where the next row begins.
struct CsvRow {
  std::string_view text;                 ///< Without its line end.
  std::vector<std::string_view> fields;  ///< Without blanks around them or their quotation marks.
  std::size_t next = 0;
  std::size_t lines = 1;  ///< More than one when a quoted field holds line ends.
  bool is_unclosed = false;
};

/// Cuts the row at `offset`, reusing the memory of `row`. Quoted fields may hold delimiters.
void split_row(std::string_view text, std::size_t offset, char delimiter, CsvRow& row);

/// Returns the start of `text` as a one-line message may show it: "?" for what is not plain ASCII.
std::string on_one_line(std::string_view text);

}  // namespace tw::formats
