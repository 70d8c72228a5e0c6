#include <algorithm>

#include "data.hpp"
#include "formats/csv_write.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/terminal_text.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

// A table longer than this shows its two ends.
constexpr std::size_t kShownMax = 20;
constexpr std::size_t kShownEnds = 8;

std::string list_text(const std::vector<store::StoredBars>& list, const std::string& home) {
  if (list.empty()) {
    return "There are no bars in '" + home +
           "' yet. Bring some in with 'tradewind data import FILE'.\n";
  }
  using report::left;
  using report::right;
  std::size_t symbol_width = 8;
  std::size_t source_width = 8;
  for (const store::StoredBars& bars : list) {
    symbol_width = std::max(symbol_width, bars.key.symbol.size() + 2);
    source_width = std::max(source_width, bars.key.source.size() + 2);
  }
  std::string text = left("SYMBOL", symbol_width) + left("BARS", 6) + left("SOURCE", source_width) +
                     left("CALENDAR", 10) + right("ROWS", 10) + "  " + left("FIRST", 22) +
                     left("LAST", 22) + left("BASIS", 9) + "AS OF\n";
  for (const store::StoredBars& bars : list) {
    if (!bars.fault.empty()) {
      text += "warning: " + bars.fault + '\n';
      continue;
    }
    text += left(bars.key.symbol, symbol_width) + left(to_string(bars.key.timeframe), 6) +
            left(bars.key.source, source_width) + left(to_string(bars.calendar), 10) +
            right(std::to_string(bars.rows), 10) + "  " + left(bars.first, 22) +
            left(bars.last, 22) + left(to_string(bars.provenance.basis), 9) +
            (bars.provenance.as_of ? to_string(*bars.provenance.as_of) : "-") + '\n';
  }
  return text;
}

void write_word(report::JsonWriter& json, std::string_view name, std::string_view word) {
  json.key(name);
  word.empty() ? json.null() : json.value(word);
}

std::string list_json(const std::vector<store::StoredBars>& list, const std::string& home) {
  report::JsonWriter json;
  json.begin_object();
  json.member("home", home);
  json.key("bars").begin_array();
  for (const store::StoredBars& bars : list) {
    if (!bars.fault.empty()) continue;
    json.begin_object();
    json.member("symbol", bars.key.symbol);
    json.member("timeframe", to_string(bars.key.timeframe));
    json.member("source", bars.key.source);
    json.member("calendar", to_string(bars.calendar));
    json.member("rows", bars.rows);
    json.member("first", bars.first);
    json.member("last", bars.last);
    write_provenance(json, bars.provenance);
    json.member("bytes", bars.bytes);
    json.member("stored_at", bars.path);
    json.end_object();
  }
  json.end_array();
  json.key("damaged").begin_array();
  for (const store::StoredBars& bars : list) {
    if (bars.fault.empty()) continue;
    json.begin_object().member("file", bars.path).member("message", bars.fault).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string row_text(const BarSeries& bars, std::size_t i) {
  const Bar bar = bars.at(i);
  std::string text = report::left(label_text(bars, i), bars.timeframe.is_intraday() ? 22 : 12);
  for (const Price price : {bar.open, bar.high, bar.low, bar.close}) {
    text += report::right(to_string(price), 16);
  }
  return text + report::right(to_string(bar.volume), 18) + '\n';
}

std::string show_text(const store::MappedBars& stored, const BarSeries& bars) {
  std::string text = stored.key().symbol + ": " + std::to_string(bars.size()) + " of " +
                     std::to_string(stored.size()) + " " + to_string(bars.timeframe) +
                     " bars, source " + stored.key().source + ", calendar " +
                     std::string{to_string(stored.calendar())} + "\n\n" +
                     report::left(bars.timeframe.is_intraday() ? "START (UTC)" : "SESSION",
                                  bars.timeframe.is_intraday() ? 22 : 12);
  for (const char* name : {"OPEN", "HIGH", "LOW", "CLOSE"}) text += report::right(name, 16);
  text += report::right("VOLUME", 18) + '\n';
  const bool is_long = bars.size() > kShownMax;
  const std::size_t head = is_long ? kShownEnds : bars.size();
  for (std::size_t i = 0; i < head; ++i) text += row_text(bars, i);
  if (!is_long) return text;
  text += "... " + std::to_string(bars.size() - 2 * kShownEnds) + " more; --csv writes them all\n";
  for (std::size_t i = bars.size() - kShownEnds; i < bars.size(); ++i) text += row_text(bars, i);
  return text;
}

std::string show_json(const store::MappedBars& stored, const BarSeries& bars) {
  report::JsonWriter json;
  json.begin_object();
  json.member("symbol", stored.key().symbol);
  json.member("timeframe", to_string(bars.timeframe));
  json.member("source", stored.key().source);
  json.member("calendar", to_string(stored.calendar()));
  write_provenance(json, stored.provenance());
  json.member("rows", stored.size());
  json.key("bars");
  write_bars(json, bars);
  json.end_object();
  return json.take();
}

}  // namespace

void write_provenance(report::JsonWriter& json, const store::Provenance& provenance) {
  json.member("basis", to_string(provenance.basis));
  write_word(json, "currency", provenance.currency);
  write_word(json, "zone", provenance.zone);
  write_word(json, "as_of", provenance.as_of ? to_string(*provenance.as_of) : "");
}

void write_bars(report::JsonWriter& json, const BarSeries& bars) {
  json.begin_array().compact(true);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar bar = bars.at(i);
    json.begin_object();
    json.member("at", label_text(bars, i));
    json.member("open", bar.open);
    json.member("high", bar.high);
    json.member("low", bar.low);
    json.member("close", bar.close);
    if (!bars.adjusted_close.empty()) {
      json.key("adj_close");
      bars.adjusted_close[i] == BarSeries::kNoValue
          ? json.null()
          : json.value(Price::from_raw(bars.adjusted_close[i]));
    }
    json.member("volume", bar.volume);
    json.end_object();
  }
  json.end_array().compact(false);
}

void run_data_list(const DataList& request) {
  const std::string home = home_of(request.home);
  const std::vector<store::StoredBars> list = store::BarStore{home}.list();
  if (!request.json.empty()) write_text(request.json, list_json(list, home));
  print(list_text(list, home), request.json == "-");
}

void run_data_show(const DataShow& request) {
  if (request.csv == "-" && request.json == "-") {
    throw Failure{ExitCode::BadUsage,
                  "--csv and --json cannot both be standard output: give one of them a file"};
  }
  const BarFile& options = request.options;
  static_cast<void>(rows_in({}, options, {}));  // The words first.
  const store::MappedBars stored =
      stored_bars({request.symbol, options.timeframe, options.source, request.home});
  const BarSeries all = stored.series({});
  const RowRange rows = rows_in(all, options, "'" + request.symbol + "'");
  const std::size_t count = request.head == 0 ? rows.size() : std::min(rows.size(), request.head);
  BarTable table;
  BarSeries bars = all.slice(rows.first, count);
  if (!request.adjust.empty()) {
    // Factors follow from all that there is, so the slice comes last.
    table = adjusted_bars({request.adjust, request.actions, request.home}, stored, all);
    bars = table.view({}).slice(rows.first, count);
  }
  if (!request.csv.empty()) write_text(request.csv, formats::to_csv(bars));
  if (!request.json.empty()) write_text(request.json, show_json(stored, bars));
  if (request.csv.empty() && request.json.empty()) print(show_text(stored, bars), false);
}

}  // namespace tw::app
