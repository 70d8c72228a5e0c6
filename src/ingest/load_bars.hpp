#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_bars.hpp"
#include "market/bar_table.hpp"
#include "market/instrument.hpp"

namespace tw::ingest {

/// What the user says about a file of bars: `--symbol --timeframe --zone --calendar --source
/// --date-order --adjusted`. What is left empty is read off the file.
struct LoadOptions {
  std::string symbol;  ///< Empty: the file's, "AAPL" of "data/AAPL.csv" or "data/AAPL.1d.csv".
  std::string source;  ///< Who says so; empty: "csv".
  formats::CsvOptions csv;
  /// Moves prices onto the scale of the adjusted close (`adjust`).
  bool adjusted = false;
};

/// A row that was set aside, with its text.
struct SetAsideRow {
  std::size_t line = 0;
  formats::RowFault fault{};
  std::string column;
  std::string text;
};

/// The rows of a file that no bar was made of.
struct Quarantine {
  std::vector<SetAsideRow> rows;                          ///< By line.
  std::array<std::size_t, formats::kRowFaults> counts{};  ///< Indexed by `RowFault`.

  std::size_t size() const { return rows.size(); }
  /// Returns "2 duplicate, 1 high_below_low"; empty when there are none.
  std::string summary() const;
};

/// The bars of one file, and all that a report must say about them.
struct LoadedBars {
  std::string symbol;
  std::string source;
  CalendarKind calendar = CalendarKind::Nyse;
  BarTable table;  ///< Never empty.
  Quarantine quarantine;
  formats::CsvTally tally;
  /// One line each, most serious first: rows set aside, bars off the calendar, and the like.
  std::vector<std::string> warnings;
  /// One line each, of what is as it should be: columns not needed, values rounded.
  std::vector<std::string> notes;

  std::size_t rows_read() const { return table.size() + quarantine.size(); }
  /// Returns an instrument of that symbol and calendar, with ticks and lots free.
  Instrument instrument(InstrumentId id) const;
  /// Returns what a bar is called in the file: the session's date, or the start of an intraday bar.
  std::string label(std::size_t i) const;
};

/// One line that names the file, what is wrong and the remedy. The exit code for it is 3, or 1 when
/// the file is fine and could not be kept.
struct LoadError {
  std::string message;
  bool could_not_keep = false;
};

/// Reads a CSV file of bars; needs no home and stores nothing.
///
///   const auto bars = ingest::load_bars("AAPL.csv", {});
///   if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
///   run(bars->table.view(id), bars->instrument(id), bars->warnings);
std::expected<LoadedBars, LoadError> load_bars(const std::string& path, const LoadOptions& options);

/// The same from text in memory; `path` names it in messages and gives the symbol.
std::expected<LoadedBars, LoadError> load_bars_from(std::string_view text, const std::string& path,
                                                    const LoadOptions& options);

}  // namespace tw::ingest
