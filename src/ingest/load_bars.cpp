#include "ingest/load_bars.hpp"

#include <algorithm>
#include <utility>

#include "ingest/adjusted.hpp"
#include "market/session_calendar.hpp"
#include "store/bar_store.hpp"
#include "store/file.hpp"

namespace tw::ingest {
namespace {

/// Returns "1 bar" or "3 bars".
std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string{noun} + (count == 1 ? "" : "s");
}

/// What the name of a file says of its bars: "AAPL.csv", or "EUR%2FUSD.5m.csv" as `data export`
/// writes it and the folder of the vendor `csv` reads it.
struct FileName {
  std::string symbol;
  std::optional<Timeframe> timeframe;
};

FileName named_by(std::string_view path) {
  path.remove_prefix(path.find_last_of('/') + 1);
  std::size_t dot = path.rfind('.');
  std::string_view stem = dot == 0 ? path : path.substr(0, dot);
  FileName name;
  dot = stem.rfind('.');
  const bool has_part = dot != std::string_view::npos && dot > 0 && dot + 1 < stem.size();
  if (has_part && stem[dot + 1] >= '0' && stem[dot + 1] <= '9') {
    name.timeframe = parse_timeframe(stem.substr(dot + 1));
  }
  if (name.timeframe) stem = stem.substr(0, dot);
  name.symbol = store::text_of_file_name(stem);
  return name;
}

Quarantine quarantine_of(const std::vector<formats::QuarantinedRow>& rows) {
  Quarantine quarantine;
  quarantine.rows.reserve(rows.size());
  for (const formats::QuarantinedRow& row : rows) {
    quarantine.rows.push_back({row.line, row.fault, row.column, std::string{row.text}});
    quarantine.counts[static_cast<std::size_t>(row.fault)] += 1;
  }
  return quarantine;
}

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

/// Whether eight decimals hold too little of some price: rounding then moves returns by more than
/// a part in a hundred thousand.
bool is_rounding_felt(const LoadedBars& bars) {
  constexpr std::int64_t kRawEnough = 50'000;  // 0.0005
  return bars.tally.rounded_values > 0 &&
         std::ranges::any_of(bars.table.low, [](std::int64_t low) { return low < kRawEnough; });
}

std::vector<std::string> warnings_of(const LoadedBars& bars, const formats::CsvBars& csv) {
  std::vector<std::string> lines;
  if (bars.quarantine.size() > 0) {
    lines.push_back(std::to_string(bars.quarantine.size()) + " of " +
                    counted(bars.rows_read(), "row") + " set aside: " + bars.quarantine.summary() +
                    "; the first at line " + std::to_string(bars.quarantine.rows.front().line));
  }
  const formats::CsvTally& tally = bars.tally;
  if (csv.is_value_series) {
    lines.emplace_back(
        "one value a row: open, high and low are the close, so nothing is known of"
        " the range inside a bar");
  }
  if (tally.off_calendar > 0) {
    lines.push_back(counted(tally.off_calendar, "bar") + " off the " +
                    std::string{to_string(bars.calendar)} + " calendar, the first on " +
                    to_string(*tally.first_off_calendar));
  }
  if (is_rounding_felt(bars)) {
    lines.push_back(counted(tally.rounded_values, "value") +
                    " rounded to 8 decimals, too few for prices below 0.0005: give prices of 1,000"
                    " units or more");
  }
  if (tally.outside_range > 0) {
    lines.push_back(counted(tally.outside_range, "bar") +
                    " with an open or close outside [low, high], kept as they stand");
  }
  if (tally.blank_volumes > 0) {
    lines.push_back(counted(tally.blank_volumes, "bar") + " without a volume, read as 0");
  }
  return lines;
}

std::vector<std::string> notes_of(const LoadedBars& bars, const formats::CsvBars& csv) {
  std::vector<std::string> lines;
  if (csv.was_newest_first) lines.emplace_back("rows ran from new to old and were turned round");
  if (!csv.ignored_columns.empty()) {
    lines.push_back("columns not used: " + joined(csv.ignored_columns));
  }
  if (bars.tally.rounded_values > 0) {
    lines.push_back(counted(bars.tally.rounded_values, "value") +
                    " rounded half-even to 8 decimals (volumes: 4)");
  }
  const bool is_partly_known = !bars.table.adjusted_close.empty() && bars.tally.blank_adjusted > 0;
  if (is_partly_known) {
    lines.push_back(counted(bars.tally.blank_adjusted, "bar") + " without an adjusted close");
  }
  return lines;
}

std::expected<void, LoadError> adjust_prices(LoadedBars& bars, const std::string& path) {
  const auto tally = adjust(bars.table);
  if (!tally) {
    return std::unexpected{LoadError{"'" + path +
                                     "' has no adjusted closes that fit its prices:"
                                     " leave --adjusted off"}};
  }
  if (tally->unknown > 0) {
    bars.warnings.push_back(counted(tally->unknown, "bar") +
                            " without an adjusted close stand unadjusted among adjusted ones");
  }
  return {};
}

}  // namespace

std::string Quarantine::summary() const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    parts.push_back(std::to_string(counts[i]) + ' ' +
                    std::string{name(static_cast<formats::RowFault>(i))});
  }
  return joined(parts);
}

Instrument LoadedBars::instrument(InstrumentId id) const {
  return {.id = id, .symbol = symbol, .calendar = calendar, .lot = {}};
}

std::string LoadedBars::label(std::size_t i) const {
  return table.timeframe.is_intraday() ? to_string(Timestamp{table.start[i]})
                                       : to_string(Date{table.session[i]});
}

std::expected<LoadedBars, LoadError> load_bars_from(std::string_view text, const std::string& path,
                                                    const LoadOptions& options) {
  const FileName name = named_by(path);
  formats::CsvOptions form = options.csv;
  if (!form.timeframe) form.timeframe = name.timeframe;
  auto csv = formats::parse_csv_bars(text, form);
  if (!csv) {
    const bool is_about_option = csv.error().problem == formats::CsvProblem::UnknownZone;
    return std::unexpected{
        LoadError{is_about_option ? csv.error().message : "'" + path + "' " + csv.error().message}};
  }
  LoadedBars bars{.symbol = options.symbol.empty() ? name.symbol : options.symbol,
                  .source = options.source.empty() ? "csv" : options.source,
                  .calendar = csv->calendar,
                  .table = std::move(csv->table),
                  .quarantine = quarantine_of(csv->quarantined),
                  .tally = csv->tally};
  // A column that is blank throughout is none.
  if (bars.tally.blank_adjusted == bars.table.size()) bars.table.adjusted_close.clear();
  bars.warnings = warnings_of(bars, *csv);
  bars.notes = notes_of(bars, *csv);
  if (options.adjusted) {
    if (const auto done = adjust_prices(bars, path); !done) return std::unexpected{done.error()};
  }
  return bars;
}

std::expected<LoadedBars, LoadError> load_bars(const std::string& path,
                                               const LoadOptions& options) {
  const auto text = store::FileText::read(path);
  if (!text) return std::unexpected{LoadError{text.error().message}};
  return load_bars_from(text->view(), path, options);
}

}  // namespace tw::ingest
