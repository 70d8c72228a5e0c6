#pragma once

#include <cstddef>
#include <cstdint>

#include "indicators/candle_shape.hpp"

namespace tw::indicators {

/// The words with which a pattern measures a candle against those before it.
enum class CandleSetting : std::uint8_t {
  BodyLong,
  BodyVeryLong,
  BodyShort,
  BodyDoji,
  ShadowLong,
  ShadowVeryLong,
  ShadowShort,
  ShadowVeryShort,
  Near,
  Far,
  Equal,
};
inline constexpr std::size_t kCandleSettings = 11;

/// Which part of a candle a setting averages.
enum class CandlePart : std::uint8_t { Body, Length, Shadows };

/// One setting's measure: `factor` times the mean of `part` over `period` candles before the one
/// that is judged; with period 0 the part of that candle itself. Shadows count half, one of two.
struct CandleMeasure {
  CandlePart part;
  int period;
  double factor;
};

/// Source: TA-Lib, default candle settings, in the order of `CandleSetting`.
inline constexpr CandleMeasure kCandleMeasures[kCandleSettings] = {
    {CandlePart::Body, 10, 1.0},     // BodyLong
    {CandlePart::Body, 10, 3.0},     // BodyVeryLong
    {CandlePart::Body, 10, 1.0},     // BodyShort
    {CandlePart::Length, 10, 0.1},   // BodyDoji
    {CandlePart::Body, 0, 1.0},      // ShadowLong
    {CandlePart::Body, 0, 2.0},      // ShadowVeryLong
    {CandlePart::Shadows, 10, 1.0},  // ShadowShort
    {CandlePart::Length, 10, 0.1},   // ShadowVeryShort
    {CandlePart::Length, 5, 0.2},    // Near
    {CandlePart::Length, 5, 0.6},    // Far
    {CandlePart::Length, 5, 0.05},   // Equal
};

constexpr const CandleMeasure& measure_of(CandleSetting setting) {
  return kCandleMeasures[static_cast<std::size_t>(setting)];
}

inline double part_of(const Candle& candle, CandlePart part) {
  if (part == CandlePart::Body) return body(candle);
  if (part == CandlePart::Length) return length(candle);
  return upper_shadow(candle) + lower_shadow(candle);
}

}  // namespace tw::indicators
