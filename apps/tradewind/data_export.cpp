#include "data_export.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "command_line.hpp"
#include "data.hpp"
#include "formats/csv_write.hpp"
#include "ingest/usable_bars.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

constexpr const char* kDataExportFooter =
    "Writes stored series as CSV that 'data import' reads back to the same bars, or as JSON. A\n"
    "target is a file, a folder (one file a series, AAPL.1d.csv, made where it ends in /) or - "
    "for\n"
    "standard output. Bars in quarantine are left out, and counted, unless you ask for them.\n"
    "\n"
    "Examples:\n"
    "  tradewind data export --symbols AAPL --from 2024-01-01 > AAPL.csv\n"
    "  tradewind data export --symbols AAPL,MSFT --source yahoo --csv prices/\n"
    "  tradewind data export --all --timeframe 5m --json minutes/\n"
    "  tradewind data export --symbols AAPL --adjust total --csv AAPL.csv\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 no such bars, or prices that cannot be "
    "had\n"
    "on that basis (the others are written).\n";

/// One series on its way out.
struct Exported {
  store::MappedBars stored;
  PriceBasis basis = PriceBasis::Unknown;  ///< Of `bars`, which may be another than stored.
  std::optional<BarTable> usable;
  std::optional<BarTable> adjusted;
  BarSeries bars;  ///< A view into the above.
  std::size_t left_out = 0;
};

struct NotExported {
  std::string symbol;
  Failure failure;
};

/// Where files of one kind go.
struct Target {
  std::string name;
  bool is_folder = false;
  bool is_named() const { return !name.empty(); }
  bool is_stdout() const { return name == "-"; }
};

Target target_of(const std::string& text) {
  std::error_code ignored;
  return {text, text.ends_with('/') || std::filesystem::is_directory(text, ignored)};
}

void make_folder(const Target& target) {
  if (!target.is_folder) return;
  std::error_code error;
  std::filesystem::create_directories(target.name, error);
  if (!error) return;
  throw Failure{ExitCode::Failed, "cannot make the folder '" + target.name +
                                      "': " + error.message() + "; name one that can be written"};
}

std::string file_in(const Target& target, const Exported& one, const char* ending) {
  if (!target.is_folder) return target.name;
  const store::BarKey& key = one.stored.key();
  return (std::filesystem::path{target.name} /
          (store::file_name_of(key.symbol) + "." + to_string(key.timeframe) + ending))
      .string();
}

/// Takes what the words ask for out of the store. Errors: throws Failure.
std::unique_ptr<Exported> exported(const DataExport& request, const std::string& symbol) {
  const BarFile& options = request.options;
  auto one = std::make_unique<Exported>(
      Exported{stored_bars({symbol, options.timeframe, options.source, request.home})});
  one->basis = one->stored.provenance().basis;
  one->bars = one->stored.series({});
  if (!request.with_quarantined) {
    auto usable = ingest::usable_bars(home_of(request.home), one->stored.key(), one->bars);
    if (!usable) throw Failure{ExitCode::BadData, usable.error().message};
    one->left_out = usable->left_out.size();
    one->usable = std::move(usable->table);
    if (one->usable) one->bars = one->usable->view({});
  }
  if (request.adjust == "raw" && one->basis != PriceBasis::Raw) {
    throw Failure{ExitCode::BadData,
                  "the prices of '" + symbol + "' from '" + one->stored.key().source +
                      "' are of basis " + std::string{to_string(one->basis)} +
                      ", and raw ones cannot be had from them: fetch or import them with --basis "
                      "raw"};
  }
  if (!request.adjust.empty() && request.adjust != "raw") {
    one->adjusted = adjusted_bars({request.adjust, "", request.home}, one->stored, one->bars);
    one->bars = one->adjusted->view({});
    one->basis = *parse_basis(request.adjust);
  }
  const RowRange rows = rows_in(one->bars, options, "'" + symbol + "'");
  one->bars = one->bars.slice(rows.first, rows.size());
  return one;
}

void write_series(report::JsonWriter& json, const Exported& one) {
  const store::BarKey& key = one.stored.key();
  store::Provenance provenance = one.stored.provenance();
  provenance.basis = one.basis;
  json.begin_object();
  json.member("symbol", key.symbol);
  json.member("timeframe", to_string(key.timeframe));
  json.member("source", key.source);
  json.member("calendar", to_string(one.stored.calendar()));
  write_provenance(json, provenance);
  json.member("bars_left_out", one.left_out);
  json.key("bars");
  write_bars(json, one.bars);
  json.end_object();
}

std::string line_of(const Exported& one, const std::vector<std::string>& files) {
  const store::BarKey& key = one.stored.key();
  std::string text = key.symbol + ": " + std::to_string(one.bars.size()) + " " +
                     to_string(key.timeframe) + " bars of " + key.source + ", prices " +
                     std::string{to_string(one.basis)};
  for (const std::string& file : files) {
    text += (file == files.front() ? ", in " : " and ") + file;
  }
  if (one.left_out > 0) {
    text += "\n  warning: " + std::to_string(one.left_out) +
            " bars in quarantine are left out: see 'tradewind data check " + key.symbol + "'";
  }
  return text + '\n';
}

std::vector<std::string> symbols_of(const DataExport& request) {
  std::vector<std::string> symbols = request.symbols;
  if (request.all) {
    for (const store::StoredBars& bars : store::BarStore{home_of(request.home)}.list()) {
      if (!bars.fault.empty()) throw Failure{ExitCode::BadData, bars.fault};
      if (!store::is_vintage(bars.key.source)) symbols.push_back(bars.key.symbol);
    }
  }
  std::vector<std::string> once;
  for (std::string& symbol : symbols) {
    if (std::ranges::find(once, symbol) == once.end()) once.push_back(std::move(symbol));
  }
  return once;
}

void refuse_words(const DataExport& request, const Target& csv, const Target& json,
                  std::size_t symbols) {
  if (request.all != request.symbols.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "name what to export: either --symbols A,B or --all of the store"};
  }
  static_cast<void>(rows_in({}, request.options, {}));
  if (csv.is_named() && csv.name == json.name && !csv.is_folder) {
    throw Failure{ExitCode::BadUsage, "--csv and --json name the same place; give them two"};
  }
  if (csv.is_named() && !csv.is_folder && symbols > 1) {
    throw Failure{ExitCode::BadUsage, "one CSV file holds one series, and " +
                                          std::to_string(symbols) +
                                          " are asked for: name a folder, as in --csv prices/"};
  }
}

void export_bars(const DataExport& request) {
  Target csv = target_of(request.csv);
  const Target json = target_of(request.json);
  if (!csv.is_named() && !json.is_named()) csv.name = "-";
  const std::vector<std::string> symbols = symbols_of(request);
  refuse_words(request, csv, json, symbols.size());
  make_folder(csv);
  make_folder(json);
  const bool is_stdout_taken = csv.is_stdout() || json.is_stdout();
  std::vector<NotExported> failed;
  report::JsonWriter together;
  together.begin_object().key("series").begin_array();
  for (const std::string& symbol : symbols) {
    std::unique_ptr<Exported> one;
    try {
      one = exported(request, symbol);
    } catch (const Failure& failure) {  // The others are written all the same.
      failed.push_back({symbol, failure});
      continue;
    }
    std::vector<std::string> files;
    if (csv.is_named()) {
      files.push_back(file_in(csv, *one, ".csv"));
      write_text(files.back(), formats::to_csv(one->bars));
    }
    if (json.is_folder) {
      report::JsonWriter alone;
      write_series(alone, *one);
      files.push_back(file_in(json, *one, ".json"));
      write_text(files.back(), alone.take());
    } else if (json.is_named()) {
      write_series(together, *one);
    }
    print(line_of(*one, is_stdout_taken ? std::vector<std::string>{} : files), is_stdout_taken);
  }
  together.end_array().end_object();
  if (json.is_named() && !json.is_folder && failed.size() < symbols.size()) {
    write_text(json.name, together.take());
  }
  if (failed.empty()) return;
  // The last one ends the process with its line; those before it get theirs here.
  for (std::size_t i = 0; i + 1 < failed.size(); ++i) {
    print("tradewind: " + std::string{failed[i].failure.what()} + '\n', true);
  }
  throw failed.back().failure;
}

}  // namespace

void add_export(Verb data) {
  const Verb verb = data.verb("export", "Write stored series as CSV or JSON");
  verb.footer(kDataExportFooter);
  const auto request = std::make_shared<DataExport>();
  verb.option("--symbols", request->symbols, "Whose bars, separated by commas")
      .parted_by(',')
      .takes_one_each_time()
      .type_name("A,B");
  verb.flag("--all", request->all, "Of each symbol of the store");
  verb.option("--timeframe", request->options.timeframe,
              "Length of the bars (default: daily where there are some)");
  verb.option("--source", request->options.source, "Who they are from");
  verb.option("--from", request->options.from, "First bar: a date or a time in UTC, inclusive");
  verb.option("--to", request->options.to, "Last bar: a date or a time in UTC, inclusive");
  verb.option("--adjust", request->adjust,
              "Prices raw, or adjusted for splits, or in total, dividends too (default: as "
              "they are stored)")
      .one_of({"raw", "split", "total"});
  verb.flag("--with-quarantined", request->with_quarantined,
            "With the bars that are in quarantine");
  verb.option("--csv", request->csv,
              "Write CSV there; - is standard output, and the default without --json")
      .may_be_bare()
      .type_name("[FILE|FOLDER/|-]");
  add_home_option(verb, request->home);
  verb.option("--json", request->json, "Write JSON there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|FOLDER/|-]");
  verb.runs([request] { export_bars(*request); });
}

}  // namespace tw::app
