#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "market/bar_series.hpp"

namespace tw::inline market {

/// Returns what a bar of `timeframe` is called: the date of a session, or a start in ISO 8601 UTC.
std::string label_text(Timestamp label, Timeframe timeframe);
/// Returns what row `i` is called.
std::string label_text(const BarSeries& series, std::size_t i);

/// Rows [first, last) of a series.
struct RowRange {
  std::size_t first = 0;
  std::size_t last = 0;

  std::size_t size() const { return last - first; }
  bool empty() const { return first == last; }
};

/// One end of `--from` .. `--to`: a date, or a moment.
struct RangeEnd {
  Date date;
  std::optional<Timestamp> at;  ///< Set when a time was given.
};

/// Parses "2020-01-31", "2020-01-31T14:30", "2020-01-31 14:30:00", with or without a final Z. UTC.
/// Nothing for other text and for years outside 1678 to 2261, which no Timestamp holds.
std::optional<RangeEnd> parse_range_end(std::string_view text);

enum class RangeError : std::uint8_t { BadFrom, BadTo, Reversed };

/// Returns the rows whose own label lies in [from, to], both inclusive; an empty text is no bound.
///
/// A daily bar's label is its session's date, an intraday bar's its start. A date as the end of
/// intraday bars takes in the whole of that UTC day.
std::expected<RowRange, RangeError> rows_between(const BarSeries& series, std::string_view from,
                                                 std::string_view to);

}  // namespace tw::inline market
