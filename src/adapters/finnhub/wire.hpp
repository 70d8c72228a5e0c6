#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "market/timeframe.hpp"

/// Words of Finnhub.
namespace tw::adapters::finnhub {

inline constexpr std::string_view kBaseUrl = "https://finnhub.io/api/v1";
/// When the requests of the window come back, as a Unix second.
inline constexpr std::string_view kResetHeader = "x-ratelimit-reset";
inline constexpr std::string_view kStreamUrl = "wss://ws.finnhub.io";

/// Market capitalisation and shares are told in millions, yields and margins in percent.
inline constexpr double kMillion = 1e6;
inline constexpr double kPercent = 0.01;
/// Of the free plan, on its one connection.
inline constexpr int kStreamSymbolsMax = 50;

struct Resolution {
  Timeframe timeframe;
  std::string_view word;
};
inline constexpr std::array<Resolution, 8> kResolutions{{
    {{Timeframe::Unit::Minute, 1}, "1"},
    {{Timeframe::Unit::Minute, 5}, "5"},
    {{Timeframe::Unit::Minute, 15}, "15"},
    {{Timeframe::Unit::Minute, 30}, "30"},
    {{Timeframe::Unit::Minute, 60}, "60"},
    {{Timeframe::Unit::Day, 1}, "D"},
    {{Timeframe::Unit::Week, 1}, "W"},
    {{Timeframe::Unit::Month, 1}, "M"},
}};

/// Returns the vendor's word, or nothing for a span that it does not have.
constexpr std::optional<std::string_view> resolution_word(Timeframe timeframe) {
  for (const Resolution& resolution : kResolutions) {
    if (resolution.timeframe == timeframe) return resolution.word;
  }
  return std::nullopt;
}

}  // namespace tw::adapters::finnhub
