#pragma once

#include <array>
#include <string_view>

#include "core/timestamp.hpp"
#include "market/timeframe.hpp"

namespace tw::adapters::yahoo {

inline constexpr std::string_view kName = "yahoo";
inline constexpr std::string_view kBaseUrl = "https://query1.finance.yahoo.com";
inline constexpr std::string_view kCookieUrl = "https://fc.yahoo.com/";
inline constexpr std::string_view kStreamUrl = "wss://streamer.finance.yahoo.com/?version=2";

/// Yahoo refuses the names that libraries give themselves.
inline constexpr std::string_view kUserAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 "
    "Safari/537.36";

inline constexpr std::size_t kQuotesMax = 100;
inline constexpr std::size_t kStreamSymbolsMax = 100;
inline constexpr std::size_t kSearchMax = 20;

/// How Yahoo spells a bar and how long a window it answers at once.
struct Interval {
  Timeframe timeframe;
  std::string_view word;
  Duration window_max;
  Duration look_back;  ///< Older bars are refused; zero where there is no such bound.
};

inline constexpr Duration kAnyWindow = Duration::days(80'000);
inline constexpr std::array<Interval, 11> kIntervals{{
    {{Timeframe::Unit::Minute, 1}, "1m", Duration::days(7), Duration::days(30)},
    {{Timeframe::Unit::Minute, 2}, "2m", Duration::days(59), Duration::days(60)},
    {{Timeframe::Unit::Minute, 5}, "5m", Duration::days(59), Duration::days(60)},
    {{Timeframe::Unit::Minute, 15}, "15m", Duration::days(59), Duration::days(60)},
    {{Timeframe::Unit::Minute, 30}, "30m", Duration::days(59), Duration::days(60)},
    {{Timeframe::Unit::Minute, 60}, "60m", Duration::days(729), Duration::days(730)},
    {{Timeframe::Unit::Minute, 90}, "90m", Duration::days(59), Duration::days(60)},
    {{Timeframe::Unit::Day, 1}, "1d", kAnyWindow, {}},
    {{Timeframe::Unit::Week, 1}, "1wk", kAnyWindow, {}},
    {{Timeframe::Unit::Month, 1}, "1mo", kAnyWindow, {}},
    {{Timeframe::Unit::Month, 3}, "3mo", kAnyWindow, {}},
}};

/// Modules of quoteSummary that `fundamentals` reads.
inline constexpr std::string_view kModules =
    "price,summaryDetail,defaultKeyStatistics,financialData,assetProfile,quoteType";

}  // namespace tw::adapters::yahoo
