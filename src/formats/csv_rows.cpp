#include "formats/csv_rows.hpp"

#include <algorithm>
#include <cstring>

#include "formats/csv_number.hpp"

namespace tw::formats {
namespace {

constexpr int kPricePlaces = 8;
constexpr int kVolumePlaces = 4;
static_assert(Price::kScale == kPowersOfTen[kPricePlaces]);
static_assert(Volume::kScale == kPowersOfTen[kVolumePlaces]);
constexpr std::int64_t kSecondNs = 1'000'000'000;
// The longest stamp that the quick way reads, "2013-09-03T09:30:00Z", and the byte behind it.
constexpr std::ptrdiff_t kQuickStampMax = 21;

unsigned digit(char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; }

/// Returns the number of two digits, or something above 99.
unsigned two_digits(const char* at) {
  const unsigned tens = digit(at[0]);
  const unsigned ones = digit(at[1]);
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100;
}

std::optional<std::int64_t> day_of(const char* at) {
  const unsigned century = two_digits(at);
  const unsigned year = two_digits(at + 2);
  const unsigned month = two_digits(at + 5);
  const unsigned day = two_digits(at + 8);
  if (century > 99 || year > 99 || month > 99 || day > 99 || at[4] != '-' || at[7] != '-') {
    return std::nullopt;
  }
  // The patient way knows the range of years.
  if (century < 18 || century > 21) return std::nullopt;
  const auto date = Date::from_civil(static_cast<int>(century * 100 + year),
                                     static_cast<int>(month), static_cast<int>(day));
  if (!date) return std::nullopt;
  return date->midnight().unix_ns;
}

template <class Array, class Vector>
void append(Vector& column, const Array& block, std::size_t size) {
  column.insert(column.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(size));
}

}  // namespace

CsvRows::CsvRows(std::string_view text, const CsvLayout& layout, Zone zone, DateOrder order,
                 bool is_newest_first)
    : text_{text},
      layout_{layout},
      order_{order},
      is_newest_first_{is_newest_first},
      has_adjusted_{layout.has(CsvRole::AdjustedClose)},
      can_be_quick_{!layout.has(CsvRole::TimeOfDay) && layout.delimiter != ' '},
      zone_{zone},
      line_{layout.data_line} {}

void CsvRows::read_all() {
  const std::string_view rows = text_.substr(layout_.data_offset);
  const std::size_t first_row = std::min(rows.find('\n'), rows.size()) + 1;
  // An estimate: wrong by little in most files, and the columns grow when it is too low.
  const std::size_t estimate = rows.size() / std::max<std::size_t>(first_row, 16) + 1;
  table.reserve(estimate);
  lines.reserve(estimate);
  if (has_adjusted_) table.adjusted_close.reserve(estimate);

  const char* const begin = text_.data();
  const std::size_t last_line_end = text_.rfind('\n');
  const char* const quick_limit =
      last_line_end == std::string_view::npos ? begin : begin + last_line_end + 1;
  const char* at = begin + layout_.data_offset;
  while (at < begin + text_.size()) {
    if (can_be_quick_ && at < quick_limit && read_quickly(at, quick_limit)) continue;
    auto offset = static_cast<std::size_t>(at - begin);
    read_patiently(offset);
    at = begin + offset;
  }
  flush();
}

/// Reads a row of plain fields, or gives up with everything as it was.
///
/// Every loop below stops at the latest at a line end, and `limit` stands right behind one.
bool CsvRows::read_quickly(const char*& at, const char* limit) {
  const std::size_t columns = layout_.roles.size();
  Row row;
  const char* p = at;
  for (std::size_t i = 0; i < columns; ++i) {
    const char stop = i + 1 == columns ? '\n' : layout_.delimiter;
    switch (layout_.roles[i]) {
      case CsvRole::Stamp:
        p = quick_stamp(p, limit, row);
        break;
      case CsvRole::Open:
        p = scan_number<kPricePlaces>(p, row.open, row.rounded);
        break;
      case CsvRole::High:
        p = scan_number<kPricePlaces>(p, row.high, row.rounded);
        break;
      case CsvRole::Low:
        p = scan_number<kPricePlaces>(p, row.low, row.rounded);
        break;
      case CsvRole::Close:
        p = scan_number<kPricePlaces>(p, row.close, row.rounded);
        break;
      case CsvRole::AdjustedClose:
        if (*p == stop) {
          row.is_adjusted_blank = true;
        } else {
          p = scan_number<kPricePlaces>(p, row.adjusted, row.rounded);
        }
        break;
      case CsvRole::Volume:
        if (*p == stop) {
          row.is_volume_blank = true;
        } else {
          p = scan_number<kVolumePlaces>(p, row.volume, row.rounded);
        }
        break;
      case CsvRole::Ignored:
      case CsvRole::TimeOfDay:
        while (*p != stop && *p != '\n' && *p != '\r' && *p != '"') ++p;
        break;
    }
    if (p == nullptr) return false;
    if (*p == '\r' && stop == '\n') ++p;
    if (*p != stop) return false;
    ++p;
  }
  if (layout_.is_value_series) row.open = row.high = row.low = row.close;
  if (const auto fault = check(row)) {
    std::string_view row_text{at, static_cast<std::size_t>(p - at - 1)};
    if (row_text.ends_with('\r')) row_text.remove_suffix(1);
    set_aside(*fault, row_text);
  } else {
    keep(row);
  }
  at = p;
  line_ += 1;
  return true;
}

const char* CsvRows::quick_stamp(const char* at, const char* limit, Row& row) {
  if (limit - at < kQuickStampMax) return nullptr;
  if (std::memcmp(at, day_text_.data(), day_text_.size()) != 0) {
    const auto day = day_of(at);
    if (!day) return nullptr;
    day_ns_ = *day;
    std::memcpy(day_text_.data(), at, day_text_.size());
  }
  Stamp stamp{.wall_ns = day_ns_};
  at += day_text_.size();
  if (*at == ' ' || *at == 'T') {
    const unsigned hour = two_digits(at + 1);
    const unsigned minute = two_digits(at + 4);
    const unsigned second = two_digits(at + 7);
    if (hour > 23 || minute > 59 || second > 59 || at[3] != ':' || at[6] != ':') return nullptr;
    stamp.wall_ns += std::int64_t{hour * 3600 + minute * 60 + second} * kSecondNs;
    stamp.has_time = true;
    at += 9;
    if (*at == 'Z') {
      stamp.offset_seconds = 0;
      at += 1;
    }
  }
  return place_in_utc(stamp, row) ? at : nullptr;
}

bool CsvRows::place_in_utc(const Stamp& stamp, Row& row) {
  row.has_time = stamp.has_time;
  row.wall = stamp.wall_ns;
  row.at = stamp.wall_ns;
  if (!stamp.has_time) return true;  // A date is a label, the same in every zone.
  if (stamp.offset_seconds) {
    row.at -= std::int64_t{*stamp.offset_seconds} * kSecondNs;
    if (stamp.is_unix) row.wall = zone_.to_wall({row.at});
    return true;
  }
  if (zone_.is_utc()) return true;
  const auto at = zone_.to_utc(stamp.wall_ns, {has_last_ ? last_at_ : INT64_MIN});
  if (!at) return false;
  row.at = at->unix_ns;
  return true;
}

void CsvRows::read_patiently(std::size_t& offset) {
  split_row(text_, offset, layout_.delimiter, fields_);
  const bool is_blank = fields_.text.find_first_not_of(" \t\r") == std::string_view::npos;
  if (!is_blank) {
    Row row;
    auto fault = read_fields(row);
    if (!fault) fault = check(row);
    if (fault) {
      set_aside(*fault, fields_.text);
    } else {
      keep(row);
    }
  }
  offset = fields_.next;
  line_ += fields_.lines;
}

std::optional<CsvRows::Fault> CsvRows::read_fields(Row& row) {
  if (fields_.is_unclosed) return Fault{RowFault::UnclosedQuote, kNoColumn};
  const std::size_t columns = layout_.roles.size();
  // Some programs end every row with a delimiter.
  if (fields_.fields.size() == columns + 1 && fields_.fields.back().empty()) {
    fields_.fields.pop_back();
  }
  if (fields_.fields.size() != columns) return Fault{RowFault::FieldCount, kNoColumn};
  for (std::size_t i = 0; i < columns; ++i) {
    const CsvRole role = layout_.roles[i];
    if (role == CsvRole::Ignored || role == CsvRole::TimeOfDay) continue;
    const auto fault = role == CsvRole::Stamp ? read_stamp(i, row) : read_value(i, role, row);
    if (fault) return fault;
  }
  if (layout_.is_value_series) row.open = row.high = row.low = row.close;
  return std::nullopt;
}

std::optional<CsvRows::Fault> CsvRows::read_stamp(std::size_t column, Row& row) {
  std::string_view field = fields_.fields[column];
  if (is_missing(field)) return Fault{RowFault::MissingField, column};
  const std::size_t time = column_of(CsvRole::TimeOfDay);
  if (time != kNoColumn && !fields_.fields[time].empty()) {
    stamp_text_.assign(field);
    stamp_text_ += ' ';
    stamp_text_ += fields_.fields[time];
    field = stamp_text_;
  }
  const auto stamp = parse_stamp(field, order_);
  if (!stamp) return Fault{RowFault::BadDate, column};
  if (!place_in_utc(*stamp, row)) return Fault{RowFault::SkippedHour, column};
  return std::nullopt;
}

std::optional<CsvRows::Fault> CsvRows::read_value(std::size_t column, CsvRole role, Row& row) {
  const bool is_volume = role == CsvRole::Volume;
  const auto number =
      parse_number(fields_.fields[column], is_volume ? Volume::kScale : Price::kScale);
  const bool is_blank = !number && number.error() == RowFault::MissingField;
  if (is_blank && is_volume) {
    row.is_volume_blank = true;
    return std::nullopt;
  }
  if (is_blank && role == CsvRole::AdjustedClose) {
    row.is_adjusted_blank = true;
    return std::nullopt;
  }
  if (!number) return Fault{number.error(), column};
  row.rounded += number->is_rounded ? 1u : 0u;
  switch (role) {
    case CsvRole::Open:
      row.open = number->raw;
      break;
    case CsvRole::High:
      row.high = number->raw;
      break;
    case CsvRole::Low:
      row.low = number->raw;
      break;
    case CsvRole::Close:
      row.close = number->raw;
      break;
    case CsvRole::AdjustedClose:
      row.adjusted = number->raw;
      break;
    case CsvRole::Volume:
      row.volume = number->raw;
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::size_t CsvRows::column_of(CsvRole role) const {
  const auto found = std::ranges::find(layout_.roles, role);
  return found == layout_.roles.end() ? kNoColumn
                                      : static_cast<std::size_t>(found - layout_.roles.begin());
}

std::optional<CsvRows::Fault> CsvRows::check(const Row& row) {
  // One test for the rows that are right, which are nearly all.
  const bool is_next = is_newest_first_ ? row.at < last_at_ : row.at > last_at_;
  const std::int64_t least = std::min(std::min(row.open, row.close), std::min(row.high, row.low));
  if ((is_next || !has_last_) && least > 0 && row.high >= row.low && row.volume >= 0) {
    return std::nullopt;
  }
  if (const auto fault = check_order(row)) return fault;
  if (least <= 0) {
    const CsvRole role = layout_.is_value_series ? CsvRole::Close
                         : row.open <= 0         ? CsvRole::Open
                         : row.high <= 0         ? CsvRole::High
                         : row.low <= 0          ? CsvRole::Low
                                                 : CsvRole::Close;
    return Fault{RowFault::NonPositivePrice, column_of(role)};
  }
  if (row.high < row.low) return Fault{RowFault::HighBelowLow, kNoColumn};
  return Fault{RowFault::NegativeVolume, column_of(CsvRole::Volume)};
}

std::optional<CsvRows::Fault> CsvRows::check_order(const Row& row) {
  if (!has_last_ || (is_newest_first_ ? row.at < last_at_ : row.at > last_at_)) {
    return std::nullopt;
  }
  flush();
  const std::size_t column = column_of(CsvRole::Stamp);
  const bool is_known = is_newest_first_
                            ? std::ranges::binary_search(table.start, row.at, std::greater{})
                            : std::ranges::binary_search(table.start, row.at);
  return Fault{is_known ? RowFault::Duplicate : RowFault::OutOfOrder, column};
}

void CsvRows::keep(const Row& row) {
  if (block_.size == Block::kRows) flush();
  const std::size_t i = block_.size++;
  block_.at[i] = row.at;
  block_.wall[i] = row.wall;
  block_.open[i] = row.open;
  block_.high[i] = row.high;
  block_.low[i] = row.low;
  block_.close[i] = row.close;
  block_.volume[i] = row.volume;
  block_.line[i] = static_cast<std::uint32_t>(line_);
  const auto [low_end, high_end] = std::minmax(row.open, row.close);
  tally.outside_range += low_end < row.low || high_end > row.high ? 1 : 0;
  tally.blank_volumes += row.is_volume_blank ? 1 : 0;
  tally.rounded_values += row.rounded;
  if (has_adjusted_) {
    // An adjusted price that is not above zero says nothing about returns.
    const bool is_known = !row.is_adjusted_blank && row.adjusted > 0;
    block_.adjusted[i] = is_known ? row.adjusted : BarSeries::kNoValue;
    tally.blank_adjusted += is_known ? 0 : 1;
  }
  has_time = has_time || row.has_time;
  last_at_ = row.at;
  has_last_ = true;
}

void CsvRows::set_aside(Fault fault, std::string_view row_text) {
  quarantined.push_back(
      {.line = line_,
       .fault = fault.fault,
       .column = fault.column == kNoColumn ? std::string{} : layout_.names[fault.column],
       .text = row_text});
}

void CsvRows::flush() {
  const std::size_t size = block_.size;
  const bool differs = !wall.empty() || !std::equal(block_.at.begin(), block_.at.begin() + size,
                                                    block_.wall.begin());
  if (differs && wall.empty()) wall = table.start;  // Until here they were the same.
  if (differs) append(wall, block_.wall, size);
  append(table.start, block_.at, size);
  append(table.open, block_.open, size);
  append(table.high, block_.high, size);
  append(table.low, block_.low, size);
  append(table.close, block_.close, size);
  append(table.volume, block_.volume, size);
  append(lines, block_.line, size);
  if (has_adjusted_) append(table.adjusted_close, block_.adjusted, size);
  block_.size = 0;
}

}  // namespace tw::formats
