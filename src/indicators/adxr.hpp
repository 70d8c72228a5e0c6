#pragma once

#include <optional>

#include "indicators/adx.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Average directional movement rating: the mean of ADX now and `period - 1` bars ago.
///
/// Units:  0 to 100.
/// Source: TA-Lib `ADXR` (Wilder 1978); golden column ADXR_14.
class Adxr {
 public:
  /// Requires `period >= 2`.
  explicit Adxr(int period) : adx_{period}, window_{period}, period_{period} {}

  /// Feeds one bar; returns the rating, or nothing until `3 * period - 1` bars are in.
  std::optional<double> update(const Candle& candle) {
    const std::optional<AdxValue> value = adx_.update(candle);
    if (!value) return std::nullopt;
    const double past = window_.push(value->adx);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    return (value->adx + past) / 2.0;
  }

  int warmup() const { return adx_.warmup() + period_ - 1; }
  void reset() {
    adx_.reset();
    window_.reset();
    seen_ = 0;
  }

 private:
  // Moves with every bar.
  Adx adx_;
  Ring window_;
  int seen_ = 0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
