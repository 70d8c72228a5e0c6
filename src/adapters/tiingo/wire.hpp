#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "market/timeframe.hpp"

/// Words of Tiingo.
namespace tw::adapters::tiingo {

inline constexpr std::string_view kBaseUrl = "https://api.tiingo.com";
inline constexpr std::string_view kStreamUrl = "wss://api.tiingo.com/iex";

inline constexpr int kQuotesMax = 100;
inline constexpr int kSearchMax = 25;
/// The free plan knows 500 different symbols a month.
inline constexpr int kStreamSymbolsMax = 500;
/// Trades and the best bid and offer of IEX; 0 is all, 6 what keys without that exchange get.
inline constexpr int kThresholdLevel = 5;

struct Frequency {
  Timeframe timeframe;
  std::string_view word;
};
inline constexpr std::array<Frequency, 9> kFrequencies{{
    {{Timeframe::Unit::Minute, 1}, "1min"},
    {{Timeframe::Unit::Minute, 5}, "5min"},
    {{Timeframe::Unit::Minute, 15}, "15min"},
    {{Timeframe::Unit::Minute, 30}, "30min"},
    {{Timeframe::Unit::Minute, 60}, "1hour"},
    {{Timeframe::Unit::Day, 1}, "daily"},
    {{Timeframe::Unit::Week, 1}, "weekly"},
    {{Timeframe::Unit::Month, 1}, "monthly"},
    {{Timeframe::Unit::Month, 12}, "annually"},
}};

/// Returns the vendor's word, or nothing for a span that it does not have.
constexpr std::optional<std::string_view> frequency_word(Timeframe timeframe) {
  for (const Frequency& frequency : kFrequencies) {
    if (frequency.timeframe == timeframe) return frequency.word;
  }
  return std::nullopt;
}

}  // namespace tw::adapters::tiingo
