#include "formats/csv_layout.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tw::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kBinaryProbe = 65'536;
constexpr std::size_t kQuotedMax = 60;
// A quoted field may hold line ends, but a stray quotation mark must not swallow the file.
constexpr std::size_t kRowLinesMax = 8;

struct KnownName {
  std::string_view name;
  CsvRole role;
};

// Letters and digits only, lower case: see `plain`.
constexpr std::array kNames{
    KnownName{"date", CsvRole::Stamp},
    KnownName{"datetime", CsvRole::Stamp},
    KnownName{"timestamp", CsvRole::Stamp},
    KnownName{"time", CsvRole::Stamp},
    KnownName{"opentime", CsvRole::Stamp},
    KnownName{"dateandtime", CsvRole::Stamp},
    KnownName{"datetimeutc", CsvRole::Stamp},
    KnownName{"timeutc", CsvRole::Stamp},
    KnownName{"dateutc", CsvRole::Stamp},
    KnownName{"gmttime", CsvRole::Stamp},
    KnownName{"localtime", CsvRole::Stamp},
    KnownName{"tradedate", CsvRole::Stamp},
    KnownName{"unix", CsvRole::Stamp},
    KnownName{"unixtime", CsvRole::Stamp},
    KnownName{"unixtimestamp", CsvRole::Stamp},
    KnownName{"ts", CsvRole::Stamp},
    KnownName{"t", CsvRole::Stamp},
    KnownName{"open", CsvRole::Open},
    KnownName{"openprice", CsvRole::Open},
    KnownName{"o", CsvRole::Open},
    KnownName{"high", CsvRole::High},
    KnownName{"highprice", CsvRole::High},
    KnownName{"h", CsvRole::High},
    KnownName{"low", CsvRole::Low},
    KnownName{"lowprice", CsvRole::Low},
    KnownName{"l", CsvRole::Low},
    KnownName{"close", CsvRole::Close},
    KnownName{"closeprice", CsvRole::Close},
    KnownName{"closelast", CsvRole::Close},
    KnownName{"last", CsvRole::Close},
    KnownName{"c", CsvRole::Close},
    KnownName{"adjclose", CsvRole::AdjustedClose},
    KnownName{"adjustedclose", CsvRole::AdjustedClose},
    KnownName{"closeadj", CsvRole::AdjustedClose},
    KnownName{"closeadjusted", CsvRole::AdjustedClose},
    KnownName{"adjusted", CsvRole::AdjustedClose},
    KnownName{"volume", CsvRole::Volume},
    KnownName{"vol", CsvRole::Volume},
    KnownName{"v", CsvRole::Volume},
};

// A single value a row may go by these names too.
constexpr std::array<std::string_view, 2> kValueNames{"price", "value"};

/// Returns the letters and digits of `name` in lower case, without a leading count ("5. volume").
std::string plain(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  }
  const std::size_t first_letter = letters.find_first_not_of("0123456789");
  return first_letter == std::string::npos ? letters : letters.substr(first_letter);
}

CsvRole role_of(std::string_view name) {
  const auto known = [](std::string_view word) {
    const auto* found = std::ranges::find(kNames, word, &KnownName::name);
    return found == kNames.end() ? CsvRole::Ignored : found->role;
  };
  const CsvRole whole = known(plain(name));
  if (whole != CsvRole::Ignored) return whole;
  const std::size_t dot = name.rfind('.');  // "AAPL.Close" of R's quantmod.
  return dot == std::string_view::npos ? CsvRole::Ignored : known(plain(name.substr(dot + 1)));
}

std::unexpected<CsvError> layout_error(CsvProblem problem, std::string message) {
  return std::unexpected{CsvError{problem, std::move(message)}};
}

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string line{text.substr(0, kQuotedMax)};
  for (char& c : line) c = c >= ' ' && c <= '~' ? c : '?';
  return text.size() > kQuotedMax ? line + "..." : line;
}

namespace {

/// Returns what the bytes are instead of text, or nothing when they may be a table.
std::string_view foreign_form(std::string_view text) {
  if (text.starts_with("\x1F\x8B")) return "is compressed with gzip: unpack it with gunzip first";
  if (text.starts_with("PK\x03\x04")) {
    return "is a zip archive or a spreadsheet: unpack it or save it as CSV";
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return "is UTF-16: save it as UTF-8";
  }
  if (text.substr(0, kBinaryProbe).find('\0') != std::string_view::npos) {
    return "is not text (it holds NUL bytes): export the bars as CSV";
  }
  return {};
}

char delimiter_of(std::string_view line) {
  char best = ',';
  std::ptrdiff_t best_count = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const std::ptrdiff_t count = std::ranges::count(line, candidate);
    if (count > best_count) {
      best = candidate;
      best_count = count;
    }
  }
  return best;
}

bool is_blank_or_comment(std::string_view row) {
  return row.find_first_not_of(" \t\r") == std::string_view::npos || row.starts_with('#');
}

/// Keeps the first column of each role; a `time` beside a `date` becomes the time of day.
void settle_roles(CsvLayout& layout) {
  std::array<bool, 9> taken{};
  std::size_t stamp = layout.roles.size();
  for (std::size_t i = 0; i < layout.roles.size(); ++i) {
    CsvRole& role = layout.roles[i];
    if (role == CsvRole::Ignored) continue;
    if (!std::exchange(taken[static_cast<std::size_t>(role)], true)) {
      if (role == CsvRole::Stamp) stamp = i;
      continue;
    }
    const bool is_time_of_day = role == CsvRole::Stamp && plain(layout.names[i]) == "time" &&
                                plain(layout.names[stamp]) == "date";
    role = is_time_of_day ? CsvRole::TimeOfDay : CsvRole::Ignored;
  }
}

/// Finds what a file means that has a date and one value, whatever is missing else.
void settle_value_series(CsvLayout& layout) {
  if (layout.has(CsvRole::Open) || layout.has(CsvRole::High) || layout.has(CsvRole::Low)) return;
  for (std::size_t i = 0; i < layout.roles.size() && !layout.has(CsvRole::Close); ++i) {
    const bool is_value =
        std::ranges::find(kValueNames, plain(layout.names[i])) != kValueNames.end() ||
        layout.roles[i] == CsvRole::AdjustedClose;
    if (is_value) layout.roles[i] = CsvRole::Close;
  }
  layout.is_value_series = layout.has(CsvRole::Close);
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& each : names) {
    if (!list.empty()) list += ", ";
    list += each.empty() ? "(no name)" : each;
  }
  return on_one_line(list);
}

/// Takes an index column for the date where no other is: pandas writes it without a name.
void settle_index(CsvLayout& layout) {
  if (layout.has(CsvRole::Stamp) || layout.roles[0] != CsvRole::Ignored) return;
  const std::string first = plain(layout.names[0]);
  if (layout.names[0].empty() || first == "unnamed0" || first == "index")
    layout.roles[0] = CsvRole::Stamp;
}

std::expected<CsvLayout, CsvError> checked(CsvLayout layout) {
  const std::string names = joined(layout.names);
  settle_index(layout);
  settle_value_series(layout);
  if (std::ranges::all_of(layout.roles, [](CsvRole role) { return role == CsvRole::Ignored; })) {
    return layout_error(
        CsvProblem::NoHeader,
        "has no header line that names date, open, high, low and close (its first line is '" +
            names + "'): add one");
  }
  if (!layout.has(CsvRole::Stamp)) {
    return layout_error(CsvProblem::MissingColumn, "has no column for the date (it has " + names +
                                                       "): name one 'date' or 'timestamp'");
  }
  if (layout.is_value_series) return layout;
  constexpr std::array<std::pair<CsvRole, std::string_view>, 4> kNeeded{{
      {CsvRole::Open, "open"},
      {CsvRole::High, "high"},
      {CsvRole::Low, "low"},
      {CsvRole::Close, "close"},
  }};
  for (const auto& [role, word] : kNeeded) {
    if (layout.has(role)) continue;
    return layout_error(CsvProblem::MissingColumn, "has no column '" + std::string{word} +
                                                       "' (it has " + names +
                                                       "): add it or rename the one that holds it");
  }
  return layout;
}

/// Skips the two lines that yfinance puts below its header: "Ticker,AAPL,..." and "Date,,,".
void skip_ticker_lines(std::string_view text, CsvLayout& layout) {
  if (layout.names.empty() || plain(layout.names[0]) != "price") return;
  CsvRow ticker;
  split_row(text, layout.data_offset, layout.delimiter, ticker);
  if (ticker.fields.empty() || plain(ticker.fields[0]) != "ticker") return;
  layout.data_offset = ticker.next;
  layout.data_line += ticker.lines;
  layout.roles[0] = CsvRole::Stamp;
  CsvRow index;
  split_row(text, ticker.next, layout.delimiter, index);
  if (index.fields.empty() || role_of(index.fields[0]) != CsvRole::Stamp) return;
  layout.data_offset = index.next;
  layout.data_line += index.lines;
}

std::string_view trimmed_field(std::string_view field) {
  while (!field.empty() && (field.front() == ' ' || field.front() == '\t')) field.remove_prefix(1);
  while (!field.empty() && (field.back() == ' ' || field.back() == '\t' || field.back() == '\r')) {
    field.remove_suffix(1);
  }
  return field;
}

}  // namespace

std::string_view name(RowFault fault) {
  switch (fault) {
    case RowFault::FieldCount:
      return "field_count";
    case RowFault::UnclosedQuote:
      return "unclosed_quote";
    case RowFault::MissingField:
      return "missing_field";
    case RowFault::NotANumber:
      return "not_a_number";
    case RowFault::Overflow:
      return "overflow";
    case RowFault::BadDate:
      return "bad_date";
    case RowFault::SkippedHour:
      return "skipped_hour";
    case RowFault::Duplicate:
      return "duplicate";
    case RowFault::OutOfOrder:
      return "out_of_order";
    case RowFault::NonPositivePrice:
      return "non_positive_price";
    case RowFault::HighBelowLow:
      return "high_below_low";
    case RowFault::NegativeVolume:
      return "negative_volume";
  }
  return "unknown";
}

std::string_view describe(RowFault fault) {
  switch (fault) {
    case RowFault::FieldCount:
      return "has more or fewer fields than the header";
    case RowFault::UnclosedQuote:
      return "has a quotation mark without its pair";
    case RowFault::MissingField:
      return "is missing or null";
    case RowFault::NotANumber:
      return "is not a number";
    case RowFault::Overflow:
      return "is too large";
    case RowFault::BadDate:
      return "is not a date or time";
    case RowFault::SkippedHour:
      return "is a local time that the zone's clocks leave out";
    case RowFault::Duplicate:
      return "has the time of an earlier row";
    case RowFault::OutOfOrder:
      return "is out of order in time";
    case RowFault::NonPositivePrice:
      return "is not above zero";
    case RowFault::HighBelowLow:
      return "high is below low";
    case RowFault::NegativeVolume:
      return "is negative";
  }
  return "unknown";
}

bool CsvLayout::has(CsvRole role) const { return std::ranges::find(roles, role) != roles.end(); }

std::vector<std::string> CsvLayout::ignored() const {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (roles[i] == CsvRole::Ignored && !names[i].empty()) list.push_back(names[i]);
  }
  return list;
}

void split_row(std::string_view text, std::size_t offset, char delimiter, CsvRow& row) {
  row.fields.clear();
  row.lines = 1;
  row.is_unclosed = false;
  std::size_t at = offset;
  std::size_t field_begin = offset;
  bool is_quoted = false;
  const auto end_field = [&] {
    std::string_view field = trimmed_field(text.substr(field_begin, at - field_begin));
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
      field = trimmed_field(field.substr(1, field.size() - 2));
    }
    row.fields.push_back(field);
    field_begin = at + 1;
  };
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == '\n') {
      if (!is_quoted || row.lines == kRowLinesMax) break;
      row.lines += 1;
    } else if (c == delimiter && !is_quoted) {
      end_field();
    }
  }
  if (is_quoted) {  // Give back what a stray quotation mark swallowed: the row is its first line.
    const std::size_t line_end = std::min(text.find('\n', offset), text.size());
    row.fields.clear();
    row.lines = 1;
    row.is_unclosed = true;
    at = line_end;
  } else {
    end_field();
  }
  row.text = text.substr(offset, at - offset);
  if (row.text.ends_with('\r')) row.text.remove_suffix(1);
  row.next = std::min(at + 1, text.size());
}

std::expected<CsvLayout, CsvError> read_layout(std::string_view text) {
  if (const auto form = foreign_form(text); !form.empty()) {
    return layout_error(CsvProblem::NotText, std::string{form});
  }
  CsvLayout layout;
  layout.data_line = 1;
  layout.data_offset = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  CsvRow header;
  while (true) {
    if (layout.data_offset >= text.size()) {
      return layout_error(CsvProblem::Empty, "is empty: it needs a header line and a row a bar");
    }
    const std::size_t offset = layout.data_offset;
    const std::string_view line = text.substr(offset, text.find('\n', offset) - offset);
    layout.delimiter = delimiter_of(line);
    split_row(text, offset, layout.delimiter, header);
    layout.data_offset = header.next;
    layout.data_line += header.lines;
    if (!is_blank_or_comment(header.text)) break;
  }
  if (header.text.starts_with("<!") || header.text.starts_with("<html")) {
    return layout_error(CsvProblem::NotText, "is a web page: download the CSV itself");
  }
  if (header.is_unclosed) {
    return layout_error(CsvProblem::NoHeader,
                        "has a header line with a quotation mark without its pair");
  }
  for (const std::string_view each : header.fields) {
    layout.names.push_back(on_one_line(each));  // A quoted name may hold line ends.
    layout.roles.push_back(role_of(each));
  }
  settle_roles(layout);
  skip_ticker_lines(text, layout);
  return checked(std::move(layout));
}

}  // namespace tw::formats
