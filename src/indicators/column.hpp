#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/catalogue.hpp"
#include "market/bar_series.hpp"

namespace tw::indicators {

/// A column that somebody asked for by name, understood.
struct ColumnSpec {
  std::string name;
  const ColumnKind* kind = nullptr;  ///< Into the catalogue, which never goes.
  ColumnValues values{};
};

struct ColumnError {
  enum class Reason : std::uint8_t {
    UnknownName,     ///< No kind of column is called so.
    WrongCount,      ///< Too few or too many parameters in the name.
    ParameterValue,  ///< A parameter is not a number, or outside its range.
  };

  Reason reason{};
  std::string message;  ///< One line: the name, what is wrong, the remedy.
};

/// Parses a column's name as the golden files write it: "SMA_20", "BBUPPER_20_2.0", "OBV".
///
/// Errors: the first thing that does not hold, with the nearest known name.
std::expected<ColumnSpec, ColumnError> parse_column(std::string_view name);

/// Parses what `parse_column` does, or all that a star at the end stands for: "CDL*" is every
/// candlestick pattern. A star finds the columns without parameters, in the catalogue's order.
std::expected<std::vector<ColumnSpec>, ColumnError> parse_columns(std::string_view name);

/// Returns the column over the bars: one number a bar, NaN where it is not defined yet.
///
/// Starts at the first bar, as a live indicator would that was never warmed up. Requires a
/// benchmark where the kind needs one.
/// Units:  prices and volumes as they read, not raw.
std::vector<double> compute_column(const ColumnSpec& spec, const ColumnInput& input);
inline std::vector<double> compute_column(const ColumnSpec& spec, const BarSeries& bars) {
  return compute_column(spec, ColumnInput{.bars = bars});
}

}  // namespace tw::indicators
