#pragma once

#include <string_view>

namespace tw::adapters::stooq {

inline constexpr std::string_view kName = "stooq";
inline constexpr std::string_view kBaseUrl = "https://stooq.com";
inline constexpr std::string_view kKeyName = "STOOQ_API_KEY";
inline constexpr std::string_view kZone = "Europe/Warsaw";

/// Columns of a light quote: symbol, date, time, open, high, low, close, volume.
inline constexpr std::string_view kQuoteColumns = "sd2t2ohlcv";
inline constexpr std::size_t kQuotesMax = 50;

}  // namespace tw::adapters::stooq
