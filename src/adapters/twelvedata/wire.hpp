#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/timestamp.hpp"
#include "market/timeframe.hpp"

/// Words of Twelve Data.
namespace tw::adapters::twelvedata {

inline constexpr std::string_view kBaseUrl = "https://api.twelvedata.com";
inline constexpr std::string_view kStreamUrl = "wss://ws.twelvedata.com/v1/quotes/price";
inline constexpr std::string_view kNewYork = "America/New_York";

/// The most rows of one answer.
inline constexpr int kRowsMax = 5000;
/// Our bound on asking for older pages: 40 pages are 200,000 bars.
inline constexpr int kPagesMax = 40;
inline constexpr int kSearchMax = 30;
/// A symbol costs a credit, and the free plan has 8 a minute: a larger batch could never pass.
inline constexpr int kQuotesMax = 8;
inline constexpr int kStreamSymbolsMax = 120;
inline constexpr Duration kHeartbeatEvery = Duration::seconds(10);

struct Interval {
  Timeframe timeframe;
  std::string_view word;
};
inline constexpr std::array<Interval, 12> kIntervals{{
    {{Timeframe::Unit::Minute, 1}, "1min"},
    {{Timeframe::Unit::Minute, 5}, "5min"},
    {{Timeframe::Unit::Minute, 15}, "15min"},
    {{Timeframe::Unit::Minute, 30}, "30min"},
    {{Timeframe::Unit::Minute, 45}, "45min"},
    {{Timeframe::Unit::Minute, 60}, "1h"},
    {{Timeframe::Unit::Minute, 120}, "2h"},
    {{Timeframe::Unit::Minute, 240}, "4h"},
    {{Timeframe::Unit::Minute, 480}, "8h"},
    {{Timeframe::Unit::Day, 1}, "1day"},
    {{Timeframe::Unit::Week, 1}, "1week"},
    {{Timeframe::Unit::Month, 1}, "1month"},
}};

/// Returns the vendor's word, or nothing for a span that it does not have.
constexpr std::optional<std::string_view> interval_word(Timeframe timeframe) {
  for (const Interval& interval : kIntervals) {
    if (interval.timeframe == timeframe) return interval.word;
  }
  return std::nullopt;
}

}  // namespace tw::adapters::twelvedata
