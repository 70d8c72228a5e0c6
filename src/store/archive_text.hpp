#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/parameter.hpp"
#include "sql/row.hpp"

namespace tw::store {

// How a value stands in a line of an archive: its first character says what it is ('i' an integer,
// 'd' a double, 't' text, 'b' bytes, '-' null), the rest is its value. Text has its tabs, line ends
// and backslashes escaped; bytes are hex.

/// Appends the value of one column.
void append_cell(std::string& line, const sql::Row& row, std::size_t column);

/// Returns the cells of a line. Owns: nothing; they point into it.
std::vector<std::string_view> split_cells(std::string_view line);

/// Returns the value of a cell, or nothing when it cannot be one. A null takes the column's type.
/// Owns: text and bytes stand in `scratch` until the next call.
std::optional<sql::Parameter> read_cell(std::string_view cell, sql::Type column,
                                        std::string& scratch);

/// Returns what a column is whose type the migrations spell so.
sql::Type type_of_word(std::string_view word);

/// Appends bytes as lower-case hex digits.
void append_hex(std::string& text, std::string_view bytes);

}  // namespace tw::store
