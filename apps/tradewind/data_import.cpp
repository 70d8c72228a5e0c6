#include "data.hpp"
#include "ingest/csv_import.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// A file that was not imported, and why.
struct NotImported {
  std::string file;
  ingest::LoadError error;
};

struct Imports {
  std::vector<ingest::ImportedFile> done;
  std::vector<NotImported> failed;
};

std::string to_text(const ingest::ImportedFile& each) {
  const ingest::LoadedBars& bars = each.bars;
  const std::size_t rows = bars.table.size();
  std::string text =
      bars.symbol + ": " + std::to_string(rows) + " " + to_string(bars.table.timeframe) +
      " bars, " + bars.label(0) + " to " + bars.label(rows - 1) + ", source " + bars.source +
      ", calendar " + std::string{to_string(bars.calendar)} + "\n  " +
      std::to_string(each.merge.added) + " new, " + std::to_string(each.merge.unchanged) +
      " known, " + std::to_string(each.merge.changed) + " changed\n";
  for (const std::string& warning : bars.warnings) text += "  warning: " + warning + '\n';
  if (!each.quarantined_at.empty()) text += "  set aside in " + each.quarantined_at + '\n';
  for (const std::string& note : bars.notes) text += "  note: " + note + '\n';
  return text;
}

void write_strings(report::JsonWriter& json, std::string_view name,
                   const std::vector<std::string>& lines) {
  json.key(name).begin_array();
  for (const std::string& line : lines) json.value(line);
  json.end_array();
}

void write_file(report::JsonWriter& json, const ingest::ImportedFile& each) {
  const ingest::LoadedBars& bars = each.bars;
  json.begin_object();
  json.member("file", each.file);
  json.member("symbol", bars.symbol);
  json.member("timeframe", to_string(bars.table.timeframe));
  json.member("source", bars.source);
  json.member("calendar", to_string(bars.calendar));
  json.member("first", bars.label(0));
  json.member("last", bars.label(bars.table.size() - 1));
  json.member("rows_read", bars.rows_read());
  json.member("rows_kept", bars.table.size());
  json.member("rows_quarantined", bars.quarantine.size());
  json.key("quarantine").begin_object();
  for (std::size_t i = 0; i < formats::kRowFaults; ++i) {
    if (bars.quarantine.counts[i] == 0) continue;
    json.member(name(static_cast<formats::RowFault>(i)), bars.quarantine.counts[i]);
  }
  json.end_object();
  json.key("quarantine_file");
  each.quarantined_at.empty() ? json.null() : json.value(each.quarantined_at);
  json.member("values_rounded", bars.tally.rounded_values);
  json.member("bars_added", each.merge.added);
  json.member("bars_unchanged", each.merge.unchanged);
  json.member("bars_changed", each.merge.changed);
  json.member("stored_at", each.stored_at);
  write_strings(json, "warnings", bars.warnings);
  write_strings(json, "notes", bars.notes);
  json.end_object();
}

std::string to_json(const Imports& imports, const std::string& home) {
  report::JsonWriter json;
  json.begin_object();
  json.member("home", home);
  json.key("imported").begin_array();
  for (const ingest::ImportedFile& each : imports.done) write_file(json, each);
  json.end_array();
  json.key("failed").begin_array();
  for (const NotImported& each : imports.failed) {
    json.begin_object()
        .member("file", each.file)
        .member("message", each.error.message)
        .end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace

void run_data_import(const DataImport& request) {
  const std::string home = home_of(request.home);
  const ingest::LoadOptions options = load_options_of(request.options);
  if (!options.symbol.empty() && request.files.size() > 1) {
    throw Failure{ExitCode::BadUsage,
                  "--symbol is '" + options.symbol + "', which cannot be that of " +
                      std::to_string(request.files.size()) + " files: import them one by one"};
  }
  if (request.files.empty() && request.actions.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "nothing to import: name CSV files of bars, or of corporate actions with "
                  "--actions FILE (see 'tradewind data import --help')"};
  }
  const auto basis =
      request.basis.empty() ? std::optional{PriceBasis::Unknown} : parse_basis(request.basis);
  if (!basis) {
    throw Failure{ExitCode::BadUsage,
                  "--basis is '" + request.basis + "', which is none: write raw, split or total"};
  }
  import_actions(request);
  Imports imports;
  const bool json_on_stdout = request.json == "-";
  for (const std::string& file : request.files) {
    auto imported = ingest::import_csv(file, options, home, *basis);
    if (!imported) {
      imports.failed.push_back({file, imported.error()});
      continue;
    }
    print(to_text(*imported), json_on_stdout);
    imports.done.push_back(std::move(*imported));
  }
  if (!request.json.empty()) write_text(request.json, to_json(imports, home));
  if (imports.failed.empty()) return;
  // The last one ends the process with its line; those before it get theirs here.
  for (std::size_t i = 0; i + 1 < imports.failed.size(); ++i) {
    print("tradewind: " + imports.failed[i].error.message + '\n', true);
  }
  const ingest::LoadError& last = imports.failed.back().error;
  throw Failure{last.could_not_keep ? ExitCode::Failed : ExitCode::BadData, last.message};
}

}  // namespace tw::app
