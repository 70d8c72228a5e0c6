#pragma once

#include <string>

#include "market/bar_series.hpp"

namespace tw::formats {

/// Returns bars as CSV that `parse_csv_bars` reads back to the same values.
///
/// Bars of a day or longer: `date,open,high,low,close[,adj_close],volume`; intraday bars have
/// `timestamp`, their start in ISO 8601 UTC, for `date`.
std::string to_csv(const BarSeries& bars);

}  // namespace tw::formats
