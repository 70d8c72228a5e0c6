#pragma once

#include <span>

#include "indicators/candle_pattern.hpp"

namespace tw::indicators {

// The tables of candlestick patterns, one file each, in the order in which a list shows them. In
// their rules c[0] is the newest candle and c[2] the first of three.

std::span<const CandleRule> rules_of_one_candle();
std::span<const CandleRule> rules_of_two_candles();
std::span<const CandleRule> rules_of_three_candles();
std::span<const CandleRule> rules_of_three_candles_with_a_gap();
std::span<const CandleRule> rules_of_more_candles();

/// How deep a candle must close into the body of the first, as a fraction of that body.
inline constexpr double kPenetration = 0.3;
inline constexpr double kDeepPenetration = 0.5;

inline constexpr int kBullish = 1;
inline constexpr int kBearish = -1;

inline int hit_if(bool holds, int direction) { return holds ? 100 * direction : 0; }

}  // namespace tw::indicators
