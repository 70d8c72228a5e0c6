#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw::formats {

/// Why a whole text cannot be read as bars.
enum class CsvProblem : std::uint8_t {
  Empty,             ///< No bytes, or nothing but blank lines.
  NotText,           ///< NUL bytes, UTF-16, a compressed file or a web page.
  NoHeader,          ///< The first line names no column that we know.
  MissingColumn,     ///< A header without a date, or without one of open, high, low, close.
  AmbiguousDates,    ///< 03/04/2013 could be March or April, and no row decides.
  UnknownZone,       ///< No such IANA zone.
  UnknownTimeframe,  ///< Too few rows to tell the length of a bar.
  WrongTimeframe,    ///< Rows that cannot be bars of the length that was asked for.
  NoRows,            ///< A header and nothing else, or every row is quarantined.
};

/// One line for a person: what is wrong and the remedy. The file's name is the caller's to add.
struct CsvError {
  CsvProblem problem{};
  std::string message;
};

/// Why one row was set aside.
enum class RowFault : std::uint8_t {
  FieldCount,        ///< More or fewer fields than the header.
  UnclosedQuote,     ///< A quotation mark without its pair.
  MissingField,      ///< Blank, `null`, `nan` and the like, where a price or a date must be.
  NotANumber,        ///< A price or volume that is no decimal number.
  Overflow,          ///< A number too large for its type.
  BadDate,           ///< No date form that we know, or no such day or time.
  SkippedHour,       ///< A local time that the zone's clocks leave out in spring.
  Duplicate,         ///< The time of a row that was kept; the first one stays.
  OutOfOrder,        ///< Earlier than the row before it.
  NonPositivePrice,  ///< Zero or less, or rounds to zero.
  HighBelowLow,      ///< high < low.
  NegativeVolume,    ///< Less than nothing was traded.
};

inline constexpr std::size_t kRowFaults = 12;

/// Returns the word used in files and JSON: "high_below_low".
std::string_view name(RowFault fault);

/// Says it to a person: "high is below low".
std::string_view describe(RowFault fault);

/// A row that was set aside: never dropped in silence.
///
/// Owns: `text` views the parsed text, which must outlive it.
struct QuarantinedRow {
  std::size_t line = 0;  ///< From 1, as an editor counts.
  RowFault fault{};
  std::string column;     ///< The header's name of the field at fault; empty when it is the row.
  std::string_view text;  ///< The row as it stands, without its line end.
};

}  // namespace tw::formats
