#pragma once

#include <optional>

#include "indicators/atr.hpp"
#include "indicators/near_zero.hpp"

namespace tw::indicators {

/// Normalised average true range: ATR in percent of the close.
///
/// Units:  percent.
/// Source: TA-Lib `NATR`; golden column NATR_14.
class Natr {
 public:
  /// Requires `period >= 1`.
  explicit Natr(int period) : atr_{period} {}

  /// Feeds one bar; returns the share, or nothing until `period` true ranges are in.
  std::optional<double> update(const Candle& candle) {
    const std::optional<double> atr = atr_.update(candle);
    if (!atr) return std::nullopt;
    return is_near_zero(candle.close) ? 0.0 : *atr / candle.close * 100.0;
  }

  int warmup() const { return atr_.warmup(); }
  void reset() { atr_.reset(); }

 private:
  Atr atr_;
};

}  // namespace tw::indicators
