#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backtest/notation_terms.hpp"
#include "formats/backtest_keys.hpp"

namespace tw::formats {

inline constexpr std::size_t kDatedRowsBytesMax = std::size_t{16} << 20;

/// What a small table of spells looks like: "symbol,from,to,reason" above one row a line.
struct DatedRows {
  std::string_view header_least;  ///< What the first line must begin with.
  std::string_view header;        ///< What it should be, for the error.
};

/// Parses every row by `parse_row(line)`, which returns the row or a complaint. Blank lines are
/// passed over.
///
/// Errors: up to twenty, "halts.csv:3: to is '…', which …".
template <class Row, class ParseRow>
std::expected<std::vector<Row>, std::vector<std::string>> parse_dated_rows(std::string_view text,
                                                                           const std::string& name,
                                                                           const DatedRows& table,
                                                                           ParseRow&& parse_row) {
  constexpr std::size_t kErrorsMax = 20;
  if (text.size() > kDatedRowsBytesMax) {
    return std::unexpected{std::vector{name + ": larger than 16 MB; keep what the run needs"}};
  }
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto lines = backtest::split(text, '\n');
  const auto without_return = [](std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  };
  if (!without_return(lines.front()).starts_with(table.header_least)) {
    return std::unexpected{std::vector{name + ":1: the header is '" + shown(lines.front()) +
                                       "', which is not " + std::string{table.header} +
                                       "; write it first"}};
  }
  std::vector<Row> rows;
  std::vector<std::string> errors;
  for (std::size_t i = 1; i < lines.size() && errors.size() < kErrorsMax; ++i) {
    const std::string_view line = without_return(lines[i]);
    if (line.empty()) continue;
    auto row = parse_row(line);
    if (row) {
      rows.push_back(std::move(*row));
    } else {
      errors.push_back(name + ":" + std::to_string(i + 1) + ": " + row.error());
    }
  }
  if (!errors.empty()) return std::unexpected{std::move(errors)};
  return rows;
}

}  // namespace tw::formats
