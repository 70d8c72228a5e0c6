#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::alphavantage {

using vendor::Access;  // The key can only stand in the URL.

/// Returns the function and interval of `timeframe`, such as
/// "TIME_SERIES_INTRADAY&interval=5min", or nothing when there is none.
std::optional<std::string_view> series_of(Timeframe timeframe);

/// How many rows of days are asked for: `Full` is for those who pay.
enum class Depth : std::uint8_t { Compact, Full };

/// Encodes bars of a day or longer, as CSV: weeks and months always come whole.
vendor::HttpRequest encode_days(const Access& access, const vendor::HistoryRequest& request,
                                Depth depth);
/// Encodes one month of minutes, as CSV: raw, or with splits and dividends taken out.
vendor::HttpRequest encode_minutes(const Access& access, const vendor::HistoryRequest& request,
                                   Date month);
/// Returns the first days of the months that `request` touches, by New York's calendar.
std::vector<Date> months_of(const vendor::HistoryRequest& request);

vendor::HttpRequest encode_quote(const Access& access, std::string_view symbol);
vendor::HttpRequest encode_search(const Access& access, std::string_view text);
vendor::HttpRequest encode_splits(const Access& access, std::string_view symbol);
vendor::HttpRequest encode_dividends(const Access& access, std::string_view symbol);
vendor::HttpRequest encode_overview(const Access& access, std::string_view symbol);
vendor::HttpRequest encode_options(const Access& access, std::string_view symbol);

}  // namespace tw::adapters::alphavantage
