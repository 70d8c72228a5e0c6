#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bar_file.hpp"
#include "command_line.hpp"
#include "indicators/column.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using indicators::ColumnKind;
using indicators::ColumnSpec;

constexpr const char* kIndicatorsFooter =
    "Columns are named as in docs/indicators.md. The calculation starts at the first bar "
    "selected;\n"
    "blank is undefined. A star at the end stands for every column without parameters that begins\n"
    "so: CDL* is all 61 candlestick patterns. Alone, the verb lists every column that there is.\n"
    "\n"
    "Examples:\n"
    "  tradewind indicators\n"
    "  tradewind indicators --data AAPL.csv --columns SMA_20,RSI_14,MACD_12_26_9 --csv -\n"
    "  tradewind indicators --data AAPL.csv --from 2021-01-04 --columns ATR_14 --json atr.json\n"
    "  tradewind indicators --data AAPL.csv --columns 'CDL*' --csv patterns.csv\n"
    "  tradewind indicators --data AAPL.csv --benchmark SPY.csv --columns BETA_BENCH_60\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage or unknown column, 3 bad data.\n";

struct Request {
  BarFile file;
  std::string benchmark;  ///< A file like that one; empty for none.
  std::vector<std::string> columns;
  std::string csv;   ///< Where to; empty is nowhere.
  std::string json;  ///< Where to; empty is nowhere.
};

/// The columns that were asked for over the bars that were selected.
struct Sheet {
  std::vector<std::string> labels;
  std::vector<ColumnSpec> specs;
  std::vector<std::vector<double>> columns;
};

/// The benchmark's closes, one for each bar of the data, and for how many bars it had none.
struct BenchmarkCloses {
  std::vector<double> closes;
  std::size_t carried = 0;
};

std::vector<ColumnSpec> parse_columns(const std::vector<std::string>& names) {
  std::vector<ColumnSpec> specs;
  for (const std::string& name : names) {
    auto parsed = indicators::parse_columns(name);
    if (!parsed) throw Failure{ExitCode::BadUsage, parsed.error().message};
    std::ranges::move(*parsed, std::back_inserter(specs));
  }
  return specs;
}

/// Says whether bar `i` of `one` comes before bar `k` of `other`, by the labels that files give.
bool is_before(const BarSeries& one, std::size_t i, const BarSeries& other, std::size_t k) {
  if (one.timeframe.is_intraday() && other.timeframe.is_intraday()) {
    return one.start[i] < other.start[k];
  }
  return one.session[i] < other.session[k];
}

/// Reads the benchmark's closes; the symbol and the source of the data are not its own.
///
/// A bar that the benchmark lacks takes its last close before: what was known by then.
BenchmarkCloses benchmark_closes(const Request& request, const BarSeries& bars) {
  BarFile file = request.file;
  file.file = request.benchmark;
  file.symbol.clear();
  file.source.clear();
  file.from.clear();
  file.to.clear();
  const SelectedBars loaded = select_bars(file);
  const BarSeries benchmark = loaded.selected();
  BenchmarkCloses found;
  std::size_t next = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    while (next < benchmark.size() && !is_before(bars, i, benchmark, next)) next += 1;
    if (next == 0) {
      throw Failure{ExitCode::BadData, "--benchmark '" + request.benchmark + "' begins at " +
                                           loaded.bars.label(0) +
                                           ", after the first bar selected: give one that covers "
                                           "the data, or a later --from"};
    }
    if (is_before(benchmark, next - 1, bars, i)) found.carried += 1;
    found.closes.push_back(Price::from_raw(benchmark.close[next - 1]).as_double());
  }
  return found;
}

BenchmarkCloses benchmark_for(const Request& request, const std::vector<ColumnSpec>& specs,
                              const BarSeries& bars) {
  if (!request.benchmark.empty()) return benchmark_closes(request, bars);
  for (const ColumnSpec& spec : specs) {
    if (!spec.kind->needs_benchmark) continue;
    throw Failure{ExitCode::BadUsage, "indicator column '" + spec.name +
                                          "' compares with a benchmark: name its file, as in "
                                          "--benchmark SPY.csv"};
  }
  return {};
}

Sheet compute(const SelectedBars& source, std::vector<ColumnSpec> specs,
              const BenchmarkCloses& benchmark) {
  Sheet sheet{.labels = {}, .specs = std::move(specs), .columns = {}};
  const indicators::ColumnInput input{.bars = source.selected(),
                                      .benchmark = benchmark.closes,
                                      .calendar = &SessionCalendar::of(source.bars.calendar)};
  for (std::size_t i = source.rows.first; i < source.rows.last; ++i) {
    sheet.labels.push_back(source.bars.label(i));
  }
  for (const ColumnSpec& spec : sheet.specs) {
    sheet.columns.push_back(indicators::compute_column(spec, input));
  }
  return sheet;
}

std::string to_csv(const Sheet& sheet, bool is_intraday) {
  std::string text = is_intraday ? "timestamp" : "date";
  for (const ColumnSpec& spec : sheet.specs) text += ',' + spec.name;
  text += '\n';
  for (std::size_t row = 0; row < sheet.labels.size(); ++row) {
    text += sheet.labels[row];
    for (const std::vector<double>& column : sheet.columns) {
      text += ',';
      append_csv_number(text, column[row]);
    }
    text += '\n';
  }
  return text;
}

std::string to_json(const Sheet& sheet, const SelectedBars& source) {
  report::JsonWriter json;
  json.begin_object();
  json.member("symbol", source.bars.symbol);
  json.member("timeframe", to_string(source.bars.table.timeframe));
  json.key("warnings").begin_array();
  for (const std::string& warning : source.bars.warnings) json.value(warning);
  json.end_array().compact(true);
  json.key("at").begin_array();
  for (const std::string& label : sheet.labels) json.value(label);
  json.end_array().compact(false);
  json.key("columns").begin_object().compact(true);
  for (std::size_t i = 0; i < sheet.specs.size(); ++i) {
    json.key(sheet.specs[i].name).begin_array();
    for (const double value : sheet.columns[i]) json.value(value);
    json.end_array();
  }
  json.end_object().end_object();
  return json.take();
}

std::string catalogue_text() {
  std::size_t widest = 0;
  for (const ColumnKind& kind : indicators::catalogue()) {
    widest = std::max(widest, pattern_of(kind).size());
  }
  std::string text = "Columns for --columns; first is the index of the first value, from 0.\n\n";
  const auto row = [&](std::string name, std::string first, std::string_view doc) {
    name.resize(widest + 2, ' ');
    first.resize(std::max<std::size_t>(first.size(), 23), ' ');
    text += name + first + std::string{doc} + '\n';
  };
  row("NAME", "FIRST", "RULE");
  for (const ColumnKind& kind : indicators::catalogue()) {
    row(pattern_of(kind), std::string{kind.first},
        std::string{kind.doc} + " (" + std::string{kind.source} + ")");
  }
  return text + "\nExample: tradewind indicators --data AAPL.csv --columns SMA_20,RSI_14 --csv -\n";
}

std::string catalogue_json() {
  report::JsonWriter json;
  json.begin_object().key("indicators").begin_array();
  for (const ColumnKind& kind : indicators::catalogue()) {
    json.begin_object();
    json.member("name", kind.name);
    json.member("pattern", pattern_of(kind));
    json.member("example", kind.example);
    json.key("parameters").begin_array();
    for (const indicators::ColumnParameter& parameter : kind.parameters) {
      json.begin_object();
      json.member("name", parameter.name);
      json.member("min", static_cast<std::int64_t>(parameter.min));
      json.member("max", static_cast<std::int64_t>(parameter.max));
      json.member("whole", parameter.is_whole);
      json.end_object();
    }
    json.end_array();
    json.member("first", kind.first);
    json.member("doc", kind.doc);
    json.member("source", kind.source);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

void list(const Request& request) {
  if (!request.columns.empty() || !request.csv.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--data is missing: name the CSV file of bars to compute the columns over"};
  }
  if (!request.json.empty()) write_text(request.json, catalogue_json());
  if (request.json != "-") print(catalogue_text(), false);
}

void run(const Request& request) {
  if (request.file.file.empty()) return list(request);
  if (request.columns.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--columns is missing: name some, as in --columns SMA_20,RSI_14; 'tradewind "
                  "indicators' lists them all"};
  }
  if (request.csv == "-" && request.json == "-") {
    throw Failure{ExitCode::BadUsage,
                  "--csv and --json cannot both be standard output: give one of them a file"};
  }
  std::vector<ColumnSpec> specs = parse_columns(request.columns);
  const SelectedBars source = select_bars(request.file);
  const BenchmarkCloses benchmark = benchmark_for(request, specs, source.selected());
  if (benchmark.carried > 0) {
    print("warning: " + request.benchmark + ": " + std::to_string(benchmark.carried) +
              " bars have none of the same time; its last close before stands in\n",
          true);
  }
  const Sheet sheet = compute(source, std::move(specs), benchmark);
  for (const std::string& warning : source.bars.warnings) {
    print("warning: " + warning + '\n', true);
  }
  if (!request.json.empty()) write_text(request.json, to_json(sheet, source));
  if (request.csv.empty() && !request.json.empty()) return;
  write_text(request.csv.empty() ? "-" : request.csv,
             to_csv(sheet, source.bars.table.timeframe.is_intraday()));
}

}  // namespace

void add_indicators(Verb root) {
  const Verb verb = root.verb("indicators", "List indicators, or compute them over a file");
  verb.footer(kIndicatorsFooter);
  const auto request = std::make_shared<Request>();
  add_bar_file_options(verb, request->file);
  verb.option("--columns", request->columns, "Columns to compute, parted by commas")
      .parted_by(',')
      .type_name("NAME,NAME");
  verb.option("--benchmark", request->benchmark,
              "CSV file of the benchmark, for columns that compare with one")
      .type_name("FILE");
  verb.option("--csv", request->csv, "Write CSV there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  add_json_option(verb, request->json);
  verb.runs([request] { run(*request); });
}

}  // namespace tw::app
