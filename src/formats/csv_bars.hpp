#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_error.hpp"
#include "formats/csv_stamp.hpp"
#include "market/bar_table.hpp"
#include "market/instrument.hpp"

namespace tw::formats {

/// What the user says about a file; what is left out is read off the rows.
struct CsvOptions {
  std::optional<Timeframe> timeframe;
  std::optional<CalendarKind> calendar;
  /// The IANA zone of stamps that carry no offset.
  std::string zone = "UTC";
  DateOrder date_order = DateOrder::Unknown;
};

/// What was noticed about rows that were kept. Units: values or bars.
struct CsvTally {
  std::size_t rounded_values = 0;  ///< More than 8 decimals (volumes: 4), rounded half-even.
  std::size_t blank_volumes = 0;   ///< Kept as zero.
  std::size_t blank_adjusted = 0;  ///< Kept as `BarSeries::kNoValue`.
  std::size_t outside_range = 0;   ///< Open or close above high or below low; kept as it stands.
  std::size_t off_calendar = 0;    ///< On a date, or at an hour, without trading.
  std::optional<Date> first_off_calendar;
};

/// Bars read from a text, and everything that is to be said about how.
///
/// Owns: the bars. `quarantined` views the parsed text.
struct CsvBars {
  BarTable table;
  CalendarKind calendar = CalendarKind::Nyse;
  std::vector<QuarantinedRow> quarantined;  ///< By line.
  CsvTally tally;
  std::vector<std::string> ignored_columns;
  bool was_newest_first = false;  ///< The rows have been turned round.
  bool is_value_series = false;   ///< One value a row became open, high, low and close.

  std::size_t rows_read() const { return table.size() + quarantined.size(); }
};

/// Reads bars from CSV text in one pass; see docs/data.md for the forms it knows.
///
/// Stamps mark the start of intraday bars; those of a day or longer are the session's date, and
/// their start and end come from the calendar. Each row is kept or quarantined, never dropped.
/// Errors: see CsvProblem. Never throws.
std::expected<CsvBars, CsvError> parse_csv_bars(std::string_view text, const CsvOptions& options);

}  // namespace tw::formats
