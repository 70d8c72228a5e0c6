#include "formats/csv_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "core/assert.hpp"
#include "core/decimal.hpp"
#include "formats/csv_layout.hpp"
#include "formats/csv_number.hpp"
#include "formats/csv_stamp.hpp"

namespace tw::formats {
namespace {

char plain(char c) {
  if (c == '_') return ' ';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::expected<CsvTable, std::string> CsvTable::parse(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  CsvTable table;
  CsvRow row;
  std::size_t line = 1;
  for (std::size_t offset = 0; offset < text.size(); offset = row.next, line += row.lines) {
    split_row(text, offset, ',', row);
    if (row.is_unclosed) {
      return std::unexpected{"line " + std::to_string(line) + " has a quote without its pair"};
    }
    if (is_blank(row.text)) continue;
    if (table.names_.empty()) {
      table.names_ = row.fields;
      continue;
    }
    if (row.fields.size() != table.names_.size()) {
      return std::unexpected{"line " + std::to_string(line) + " has " +
                             std::to_string(row.fields.size()) + " cells for " +
                             std::to_string(table.names_.size()) + " columns"};
    }
    table.cells_.insert(table.cells_.end(), row.fields.begin(), row.fields.end());
  }
  if (table.names_.empty()) return std::unexpected{std::string{"is empty"}};
  return table;
}

CsvTable CsvTable::of(std::vector<std::string_view> names, std::vector<std::string_view> cells) {
  TW_ASSERT(names.empty() ? cells.empty() : cells.size() % names.size() == 0);
  CsvTable table;
  table.names_ = std::move(names);
  table.cells_ = std::move(cells);
  return table;
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::ranges::find_if(names_, [&](std::string_view own) {
    return std::ranges::equal(own, name, {}, plain, plain);
  });
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

std::string_view CsvTable::cell(std::size_t row, std::optional<std::size_t> column) const {
  if (!column || row >= rows()) return {};
  return cells_[row * names_.size() + *column];
}

void TextFields::fault(std::string what) {
  if (what_.empty()) what_ = std::move(what);
}

void TextFields::refuse(std::string_view cell, std::string_view name, std::string_view why) {
  if (!what_.empty()) return;
  what_ = "'" + on_one_line(name) + "' is '" + on_one_line(cell) + "', which is ";
  what_ += why;
}

std::optional<std::int64_t> TextFields::decimal(std::string_view cell, std::string_view name,
                                                std::int64_t scale) {
  std::int64_t raw = 0;
  std::uint32_t rounded = 0;
  // Nearly all cells are plain digits with a point.
  const bool is_plain = scale == Price::kScale    ? scan_field<8>(cell, raw, rounded)
                        : scale == Volume::kScale ? scan_field<4>(cell, raw, rounded)
                                                  : false;
  if (is_plain) {
    rounded_ += rounded;
    return raw;
  }
  if (is_missing(cell)) return std::nullopt;
  const auto parsed = parse_decimal(cell, scale);
  if (!parsed) {
    refuse(cell, name, describe(parsed.error()));
    return std::nullopt;
  }
  if (parsed->is_rounded) rounded_ += 1;
  return parsed->raw;
}

std::optional<double> TextFields::number(std::string_view cell, std::string_view name) {
  if (is_missing(cell)) return std::nullopt;
  double value = 0.0;
  const char* const begin = cell.data();
  const char* const end = begin + cell.size();
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) {
    refuse(cell, name, describe(DecimalError::NotANumber));
    return std::nullopt;
  }
  return value;
}

std::optional<Date> TextFields::date(std::string_view cell, std::string_view name) {
  if (is_missing(cell)) return std::nullopt;
  const auto stamp = parse_stamp(cell, DateOrder::Unknown);
  if (!stamp || stamp->is_unix) {
    refuse(cell, name, "no date");
    return std::nullopt;
  }
  return Date::of({stamp->wall_ns});
}

}  // namespace tw::formats
