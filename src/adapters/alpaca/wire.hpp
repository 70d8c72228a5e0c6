#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/timestamp.hpp"
#include "market/timeframe.hpp"

/// Words of Alpaca's market data, version 2.
namespace tw::adapters::alpaca {

inline constexpr std::string_view kBaseUrl = "https://data.alpaca.markets";
/// When the requests of the window come back, as a Unix second.
inline constexpr std::string_view kResetHeader = "x-ratelimit-reset";
inline constexpr std::string_view kStreamUrl = "wss://stream.data.alpaca.markets/v2/iex";

/// All symbols of one answer together.
inline constexpr int kRowsMax = 10'000;
/// Our bound on following pages: 40 pages are 400,000 bars.
inline constexpr int kPagesMax = 40;
inline constexpr int kQuotesMax = 100;
/// Of the free plan, on its one connection.
inline constexpr int kStreamSymbolsMax = 30;
/// The free plan has the consolidated tape of what is older than 15 minutes; a minute more covers
/// the difference of clocks.
inline constexpr Duration kFreeDelay = Duration::minutes(16);

struct Span {
  Timeframe timeframe;
  std::string_view word;
};
inline constexpr std::array<Span, 11> kSpans{{
    {{Timeframe::Unit::Minute, 1}, "1Min"},
    {{Timeframe::Unit::Minute, 5}, "5Min"},
    {{Timeframe::Unit::Minute, 15}, "15Min"},
    {{Timeframe::Unit::Minute, 30}, "30Min"},
    {{Timeframe::Unit::Minute, 60}, "1Hour"},
    {{Timeframe::Unit::Minute, 240}, "4Hour"},
    {{Timeframe::Unit::Day, 1}, "1Day"},
    {{Timeframe::Unit::Week, 1}, "1Week"},
    {{Timeframe::Unit::Month, 1}, "1Month"},
    {{Timeframe::Unit::Month, 3}, "3Month"},
    {{Timeframe::Unit::Month, 12}, "12Month"},
}};

/// Returns the vendor's word, or nothing for a span that it does not have.
constexpr std::optional<std::string_view> span_word(Timeframe timeframe) {
  for (const Span& span : kSpans) {
    if (span.timeframe == timeframe) return span.word;
  }
  return std::nullopt;
}

/// `u` of a historic trade that did not stand.
inline constexpr std::string_view kCanceled = "canceled";
inline constexpr std::string_view kIncorrect = "incorrect";

}  // namespace tw::adapters::alpaca
