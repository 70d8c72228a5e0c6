#include "bar_file.hpp"

#include <utility>

#include "command_line.hpp"
#include "formats/zone.hpp"
#include "formats/zoned_range.hpp"
#include "market/session_calendar.hpp"
#include "market/timeframe.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

[[noreturn]] void misused(const std::string& option, const std::string& value,
                          const std::string& remedy) {
  throw Failure{ExitCode::BadUsage, option + " is '" + value + "', " + remedy};
}

formats::DateOrder date_order_of(const std::string& word) {
  if (word.empty()) return formats::DateOrder::Unknown;
  if (word == "mdy") return formats::DateOrder::MonthFirst;
  if (word == "dmy") return formats::DateOrder::DayFirst;
  misused("--date-order", word, "which is none: write mdy or dmy");
}

formats::Zone zone_of(const BarFile& file) {
  if (file.zone.empty()) return {};
  auto zone = formats::Zone::find(file.zone);
  if (!zone) throw Failure{ExitCode::BadUsage, "--zone: " + zone.error()};
  return *std::move(zone);
}

[[noreturn]] void fail(RangeError error, const BarFile& file) {
  constexpr const char* kRemedy =
      "which is no date: write 2020-01-31, or 2020-01-31T14:30 for a time";
  if (error == RangeError::BadFrom) misused("--from", file.from, kRemedy);
  if (error == RangeError::BadTo) misused("--to", file.to, kRemedy);
  misused("--from", file.from, "which is after --to '" + file.to + "': exchange them");
}

/// Returns the file's options with the range in UTC, as `rows_between` reads it.
BarFile with_range_in_utc(BarFile file, formats::Zone zone) {
  file.from = formats::range_end_in_utc(file.from, zone, false);
  file.to = formats::range_end_in_utc(file.to, zone, true);
  return file;
}

std::string label_at(const BarSeries& bars, std::size_t i) {
  return bars.timeframe.is_intraday() ? to_string(Timestamp{bars.start[i]})
                                      : to_string(Date{bars.session[i]});
}

std::string span_of(const BarFile& file) {
  std::string text;
  if (!file.from.empty()) text += " from " + file.from;
  if (!file.to.empty()) text += " to " + file.to;
  return text;
}

}  // namespace

void add_csv_options(Verb verb, BarFile& file) {
  verb.option("--symbol", file.symbol, "Its symbol (default: the file's name)");
  verb.option("--timeframe", file.timeframe,
              "Length of its bars: 1m, 5m, 1h, 1d, ... (default: the smallest usual gap)");
  verb.option("--zone", file.zone,
              "Time zone of its times without an offset, such as America/New_York");
  verb.option("--calendar", file.calendar, "auto, nyse, 24x7, fx or cme");
  verb.option("--source", file.source, "Who made the file, for the record");
  verb.option("--date-order", file.date_order, "mdy or dmy, where 03/04/2013 could be either");
}

void add_bar_file_options(Verb verb, BarFile& file) {
  verb.option("--data", file.file, "CSV file of bars").type_name("FILE");
  add_csv_options(verb, file);
  verb.flag("--adjusted", file.adjusted, "Use prices on the scale of the adjusted close");
  verb.option("--from", file.from,
              "First bar by its label in the file: a date or a time, inclusive");
  verb.option("--to", file.to, "Last bar by its label in the file: a date or a time, inclusive");
}

ingest::LoadOptions load_options_of(const BarFile& file) {
  ingest::LoadOptions options{
      .symbol = file.symbol, .source = file.source, .adjusted = file.adjusted};
  if (!file.timeframe.empty()) {
    options.csv.timeframe = parse_timeframe(file.timeframe);
    if (!options.csv.timeframe) {
      misused("--timeframe", file.timeframe, "which is none: write 1m, 5m, 1h, 1d, 1w or 1mo");
    }
  }
  if (!file.calendar.empty() && file.calendar != "auto") {
    options.csv.calendar = parse_calendar(file.calendar);
    if (!options.csv.calendar) {
      misused("--calendar", file.calendar, "which is none: write auto, nyse, 24x7, fx or cme");
    }
  }
  if (!file.zone.empty()) options.csv.zone = file.zone;
  options.csv.date_order = date_order_of(file.date_order);
  return options;
}

RowRange rows_in(const BarSeries& bars, const BarFile& file, const std::string& name) {
  const formats::Zone zone = zone_of(file);
  // Dates of sessions have no zone.
  const bool is_local = bars.empty() || bars.timeframe.is_intraday();
  const BarFile labels = with_range_in_utc(file, is_local ? zone : formats::Zone{});
  const auto rows = rows_between(bars, labels.from, labels.to);
  if (!rows) fail(rows.error(), file);
  if (rows->empty() && !bars.empty()) {
    throw Failure{ExitCode::BadData, name + " has no bars" + span_of(file) + ": it holds " +
                                         label_at(bars, 0) + " to " +
                                         label_at(bars, bars.size() - 1)};
  }
  return *rows;
}

SelectedBars select_bars(const BarFile& file) {
  const ingest::LoadOptions options = load_options_of(file);
  // What is wrong with the words is said before a large file is read.
  static_cast<void>(rows_in({}, file, {}));
  auto bars = ingest::load_bars(file.file, options);
  if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
  const RowRange rows = rows_in(bars->table.view({}), file, "'" + file.file + "'");
  return {.bars = std::move(*bars), .rows = rows};
}

}  // namespace tw::app
