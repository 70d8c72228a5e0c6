#include "formats/csv_bars.hpp"

#include <algorithm>
#include <utility>

#include "formats/bar_placement.hpp"
#include "formats/csv_layout.hpp"
#include "formats/csv_rows.hpp"
#include "formats/zone.hpp"
#include "market/inference.hpp"

namespace tw::formats {
namespace {

constexpr std::size_t kProbes = 64;
constexpr std::size_t kCalendarProbes = 20'000;

std::unexpected<CsvError> error(CsvProblem problem, std::string message) {
  return std::unexpected{CsvError{problem, std::move(message)}};
}

/// Returns the stamp field of the row at `offset`, or nothing when the row is not like the header.
std::optional<std::string_view> stamp_field(const CsvLayout& layout, const CsvRow& row) {
  const auto column = static_cast<std::size_t>(std::ranges::find(layout.roles, CsvRole::Stamp) -
                                               layout.roles.begin());
  if (row.is_unclosed || row.fields.size() < layout.roles.size()) return std::nullopt;
  return row.fields[column];
}

/// Finds how 03/04/2013 is to be read: from the first row that only one order explains.
std::expected<DateOrder, CsvError> find_date_order(std::string_view text, const CsvLayout& layout) {
  CsvRow row;
  std::string example;  // The first that is in doubt: 07/07/2013 is not.
  for (std::size_t offset = layout.data_offset; offset < text.size(); offset = row.next) {
    split_row(text, offset, layout.delimiter, row);
    const auto field = stamp_field(layout, row);
    if (!field) continue;
    bool is_slashed = false;
    const DateOrder told = order_told_by(*field, is_slashed);
    if (told != DateOrder::Unknown) return told;
    const bool is_other_form = !is_slashed && parse_stamp(*field, DateOrder::Unknown);
    if (is_other_form && example.empty()) return DateOrder::Unknown;
    const bool is_example = example.empty() || parse_stamp(example, DateOrder::Unknown);
    if (is_example && is_slashed) example = *field;
  }
  if (example.empty() || parse_stamp(example, DateOrder::Unknown)) return DateOrder::Unknown;
  return error(CsvProblem::AmbiguousDates,
               "has dates such as '" + on_one_line(example) +
                   "' that may be month/day or day/month: say which with --date-order mdy or dmy");
}

/// Returns true when rows run from new to old: judged by rows spread over the file.
bool runs_backwards(std::string_view text, const CsvLayout& layout, DateOrder order) {
  CsvRow row;
  std::optional<std::int64_t> last;
  int later = 0;
  int earlier = 0;
  std::size_t next = layout.data_offset;
  for (std::size_t probe = 0; probe < kProbes && next < text.size(); ++probe) {
    split_row(text, next, layout.delimiter, row);
    const std::size_t step = (text.size() - layout.data_offset) * (probe + 1) / kProbes;
    next = row.next;
    if (layout.data_offset + step > next) {
      const std::size_t line_end = text.find('\n', layout.data_offset + step);
      next = line_end == std::string_view::npos ? text.size() : line_end + 1;
    }
    const auto field = stamp_field(layout, row);
    const auto stamp = field ? parse_stamp(*field, order) : std::nullopt;
    if (!stamp) continue;
    if (last && stamp->wall_ns != *last) (stamp->wall_ns > *last ? later : earlier) += 1;
    last = stamp->wall_ns;
  }
  return earlier > later;
}

void turn_round(CsvRows& rows) {
  BarTable& table = rows.table;
  for (auto* column : {&table.start, &table.open, &table.high, &table.low, &table.close,
                       &table.volume, &table.adjusted_close, &rows.wall}) {
    std::ranges::reverse(*column);
  }
  std::ranges::reverse(rows.lines);
}

CalendarKind calendar_of(const CsvRows& rows, Timeframe timeframe) {
  const std::vector<std::int64_t>& starts =
      timeframe.is_intraday() || rows.wall.empty() ? rows.table.start : rows.wall;
  if (starts.size() <= kCalendarProbes) return likely_calendar(starts, timeframe);
  // Odd, so that probes do not fall on the same minutes of every day.
  const std::size_t stride = (starts.size() / kCalendarProbes) | 1;
  std::vector<std::int64_t> probes;
  for (std::size_t i = 0; i < starts.size(); i += stride) probes.push_back(starts[i]);
  return likely_calendar(probes, timeframe);
}

bool is_shorter(Timeframe a, Timeframe b) {
  return a.is_intraday() && b.is_intraday() ? a.span() < b.span() : a < b;
}

/// Returns the timeframe that was asked for, unless the rows are something else: days taken for
/// weeks would leave one day of each, and days taken for minutes would fill inside a session.
/// Rows farther apart than `asked` may be bars of it all the same, of a market that trades rarely.
std::expected<Timeframe, CsvError> asked_timeframe(const CsvRows& rows, Timeframe asked) {
  const std::string unlike = ", where --timeframe or its name says " + to_string(asked) +
                             ": leave that out, or give a file of such bars";
  const auto usual = usual_timeframe(rows.table.start);
  if (usual && is_shorter(*usual, asked)) {
    return error(CsvProblem::WrongTimeframe, "has a bar every " + to_string(*usual) + unlike);
  }
  if (asked.is_intraday() && !rows.has_time) {
    return error(CsvProblem::WrongTimeframe, "has dates without a time" + unlike);
  }
  return asked;
}

std::expected<Timeframe, CsvError> timeframe_of(const CsvRows& rows, const CsvOptions& options) {
  if (options.timeframe) return asked_timeframe(rows, *options.timeframe);
  if (const auto usual = usual_timeframe(rows.table.start)) return *usual;
  if (!rows.has_time) return kDaily;
  return error(CsvProblem::UnknownTimeframe,
               "does not tell the length of its bars (" + std::to_string(rows.table.size()) +
                   " usable rows): give --timeframe, such as 1m or 1d");
}

std::string_view line_text(std::string_view text, std::size_t line) {
  std::size_t offset = 0;
  for (std::size_t i = 1; i < line; ++i) offset = text.find('\n', offset) + 1;
  std::string_view row = text.substr(offset, text.find('\n', offset) - offset);
  if (row.ends_with('\r')) row.remove_suffix(1);
  return row;
}

/// Sets aside the second of two rows that fall into one day, week or month.
void set_repeats_aside(std::string_view text, const std::vector<std::size_t>& repeats,
                       CsvRows& rows) {
  if (repeats.empty()) return;
  for (const std::size_t i : repeats) {
    rows.quarantined.push_back({.line = rows.lines[i],
                                .fault = RowFault::Duplicate,
                                .column = {},
                                .text = line_text(text, rows.lines[i])});
  }
  const auto drop = [&](auto& column) {
    if (column.empty()) return;
    std::size_t kept = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (next < repeats.size() && repeats[next] == i) {
        next += 1;
      } else {
        column[kept++] = column[i];
      }
    }
    column.resize(kept);
  };
  BarTable& table = rows.table;
  for (auto* column : {&table.start, &table.end, &table.open, &table.high, &table.low, &table.close,
                       &table.volume, &table.adjusted_close}) {
    drop(*column);
  }
  drop(table.session);
  std::ranges::sort(rows.quarantined, {}, &QuarantinedRow::line);
}

std::unexpected<CsvError> no_rows(const CsvRows& rows) {
  if (rows.quarantined.empty()) {
    return error(CsvProblem::NoRows, "has a header and no rows: it needs a row a bar");
  }
  const QuarantinedRow& first = rows.quarantined.front();
  const std::string what = first.column.empty() ? "the row" : "'" + first.column + "'";
  return error(CsvProblem::NoRows,
               "has no usable row: all " + std::to_string(rows.quarantined.size()) +
                   " were set aside, the first at line " + std::to_string(first.line) + ", where " +
                   what + " " + std::string{describe(first.fault)} +
                   "; correct the rows or the header");
}

}  // namespace

std::expected<CsvBars, CsvError> parse_csv_bars(std::string_view text, const CsvOptions& options) {
  auto layout = read_layout(text);
  if (!layout) return std::unexpected{layout.error()};
  auto zone = Zone::find(options.zone);
  if (!zone) return error(CsvProblem::UnknownZone, zone.error());
  DateOrder order = options.date_order;
  if (order == DateOrder::Unknown) {
    const auto found = find_date_order(text, *layout);
    if (!found) return std::unexpected{found.error()};
    order = *found;
  }
  const bool is_newest_first = runs_backwards(text, *layout, order);

  CsvRows rows{text, *layout, *zone, order, is_newest_first};
  rows.read_all();
  if (rows.table.size() == 0) return no_rows(rows);
  if (is_newest_first) turn_round(rows);
  const auto timeframe = timeframe_of(rows, options);
  if (!timeframe) return std::unexpected{timeframe.error()};
  rows.table.timeframe = *timeframe;
  const CalendarKind calendar =
      options.calendar ? *options.calendar : calendar_of(rows, *timeframe);
  const Placement placement = place(rows.table, rows.wall, calendar);
  set_repeats_aside(text, placement.repeats, rows);
  rows.tally.off_calendar = placement.off_calendar;
  rows.tally.first_off_calendar = placement.first_off_calendar;

  return CsvBars{.table = std::move(rows.table),
                 .calendar = calendar,
                 .quarantined = std::move(rows.quarantined),
                 .tally = rows.tally,
                 .ignored_columns = layout->ignored(),
                 .was_newest_first = is_newest_first,
                 .is_value_series = layout->is_value_series};
}

}  // namespace tw::formats
