#pragma once

#include <string>

#include "ingest/load_bars.hpp"
#include "market/label_range.hpp"

namespace tw::app {

class Verb;

/// Which bars of which file: the options that every verb with `--data FILE` shares.
struct BarFile {
  std::string file;
  std::string symbol;
  std::string timeframe;
  std::string zone;
  std::string calendar = "auto";
  std::string source;
  std::string date_order;
  std::string from;
  std::string to;
  bool adjusted = false;
};

/// Adds `--data --symbol --timeframe --zone --calendar --source --date-order --adjusted --from
/// --to` to `verb`.
void add_bar_file_options(Verb verb, BarFile& file);

/// Adds those of them that say how a CSV file is read: all but `--data --adjusted --from --to`.
void add_csv_options(Verb verb, BarFile& file);

/// Returns what the options say. Errors: throws Failure naming the option, its value, the remedy.
ingest::LoadOptions load_options_of(const BarFile& file);

/// Returns the rows of `bars` in the file's `from` and `to`, in UTC; `name` is what they are
/// called.
///
/// Errors: throws Failure, BadUsage for the words, BadData when no row is left.
RowRange rows_in(const BarSeries& bars, const BarFile& file, const std::string& name);

/// A file's bars and the rows among them that were asked for.
struct SelectedBars {
  ingest::LoadedBars bars;
  RowRange rows;  ///< Never empty.

  /// Owns: nothing; a view into `bars`.
  BarSeries selected() const { return bars.table.view({}).slice(rows.first, rows.size()); }
};

/// Reads the file and finds the rows whose own label in the file lies between `from` and `to`.
///
/// Errors: throws Failure, BadUsage for an option's value, BadData for the file or an empty range.
SelectedBars select_bars(const BarFile& file);

}  // namespace tw::app
