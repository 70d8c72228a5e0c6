#include "formats/csv_series.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "formats/csv_layout.hpp"

namespace tw::formats {
namespace {

std::string lowered(std::string_view text) {
  std::string folded{text};
  std::ranges::transform(folded, folded.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return folded;
}

bool is_label(std::string_view name) {
  constexpr std::array<std::string_view, 4> kWords{"date", "day", "time", "timestamp"};
  return std::ranges::find(kWords, lowered(name)) != kWords.end();
}

char series_delimiter(std::string_view header) {
  constexpr std::array<char, 3> kDelimiters{',', ';', '\t'};
  return *std::ranges::max_element(kDelimiters, {},
                                   [&](char c) { return std::ranges::count(header, c); });
}

std::optional<double> number_of(std::string_view field) {
  if (field.starts_with('+')) field.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  if (field.empty() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string line_name(std::size_t line) { return "line " + std::to_string(line) + ": "; }

/// Reads one row into the columns; returns what is wrong with it, or nothing.
std::string take_row(const CsvRow& row, std::size_t line, bool has_labels, NamedSeries& series) {
  const std::size_t first = has_labels ? 1 : 0;
  if (row.fields.size() != series.names.size() + first) {
    return line_name(line) + "has " + std::to_string(row.fields.size()) +
           " fields and the header " + std::to_string(series.names.size() + first) +
           "; give each column a value";
  }
  if (has_labels) series.labels.emplace_back(row.fields[0]);
  for (std::size_t i = 0; i < series.names.size(); ++i) {
    const auto value = number_of(row.fields[first + i]);
    if (!value) {
      return line_name(line) + "column '" + on_one_line(series.names[i]) + "' is '" +
             on_one_line(row.fields[first + i]) + "', which is no number; write 0.0012 or leave" +
             " the row out";
    }
    series.columns[i].push_back(*value);
  }
  return {};
}

}  // namespace

std::expected<NamedSeries, std::string> parse_series(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos) {
    return std::unexpected{std::string{"is not text; give a CSV file with a header"}};
  }
  const std::string_view header_line = text.substr(0, text.find('\n'));
  const char delimiter = series_delimiter(header_line);
  CsvRow row;
  split_row(text, 0, delimiter, row);
  NamedSeries series;
  const bool has_labels = !row.fields.empty() && is_label(row.fields[0]);
  for (std::size_t i = has_labels ? 1 : 0; i < row.fields.size(); ++i) {
    series.names.emplace_back(row.fields[i]);
  }
  // A first column of dates makes a name of any word, 50 too; without it a number is a value.
  const bool is_headless = std::ranges::any_of(series.names, [&](const std::string& name) {
    return name.empty() || (!has_labels && number_of(name));
  });
  if (series.names.empty() || is_headless) {
    return std::unexpected{std::string{
        "has no header; write a first line that names the columns, such as date,fast,slow"}};
  }
  series.columns.resize(series.names.size());
  std::size_t line = 1 + row.lines;
  for (std::size_t offset = row.next; offset < text.size(); offset = row.next) {
    split_row(text, offset, delimiter, row);
    if (!row.text.empty()) {
      std::string problem = take_row(row, line, has_labels, series);
      if (!problem.empty()) return std::unexpected{std::move(problem)};
    }
    line += row.lines;
  }
  if (series.rows() == 0) {
    return std::unexpected{std::string{"has a header and no rows; give one row a period"}};
  }
  return series;
}

}  // namespace tw::formats
