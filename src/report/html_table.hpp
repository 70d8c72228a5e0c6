#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tw::report {

// What the tables of a page are made of. Everything but `content` and the heads is escaped.

/// Returns the row of column heads, which are HTML already.
std::string table_head(std::initializer_list<std::string_view> names);

std::string cell(std::string_view text);

/// Returns a cell in the colour of a gain, of a loss, or of neither, as `sign` has it.
std::string signed_cell(double sign, std::string_view text);

/// Returns the head of a row.
std::string row_head(std::string_view text);

/// Returns a table that scrolls sideways where the page is too narrow for it.
std::string table(std::string_view css, std::string_view caption, const std::string& content);

}  // namespace tw::report
