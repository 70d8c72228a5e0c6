#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "research/track_record.hpp"

namespace tw::formats {

/// Reads what `tradewind backtest --json` wrote: its equity and its trades.
///
/// Of an intraday curve the last value of each UTC day counts. A curve with weekends in it has 365
/// returns a year, others 252.
/// Errors: one line naming the member that is missing or wrong.
std::expected<research::TrackRecord, std::string> read_run(std::string_view text);

}  // namespace tw::formats
