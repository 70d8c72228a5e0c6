#pragma once

#include <algorithm>
#include <optional>

#include "core/assert.hpp"
#include "indicators/weighted_atr.hpp"

namespace tw::indicators {

struct SupertrendValue {
  double line = 0.0;       ///< The lower band in an uptrend, the upper one in a downtrend.
  double direction = 1.0;  ///< 1 up, -1 down.
};

/// Supertrend: a band of ATRs around the bar's middle that only tightens until the close passes it.
///
/// Starts upward.
///
/// Units:  those of the prices.
/// Source: pandas-ta `supertrend` (Seban); golden columns SUPERTREND*, from the first ATR on.
class Supertrend {
 public:
  /// Requires `period >= 1` and `multiplier >= 0`.
  Supertrend(int period, double multiplier) : atr_{period}, multiplier_{multiplier} {
    TW_ASSERT(multiplier >= 0.0);
  }

  /// Feeds one bar; returns line and direction, or nothing until the ATR exists.
  std::optional<SupertrendValue> update(const Candle& candle) {
    const std::optional<double> atr = atr_.update(candle);
    if (!atr) return std::nullopt;
    const double middle = (candle.high + candle.low) / 2.0;
    double upper = middle + multiplier_ * *atr;
    double lower = middle - multiplier_ * *atr;
    if (has_bands_) {
      if (candle.close > upper_) {
        is_up_ = true;
      } else if (candle.close < lower_) {
        is_up_ = false;
      } else if (is_up_) {
        lower = std::max(lower, lower_);
      } else {
        upper = std::min(upper, upper_);
      }
    }
    has_bands_ = true;
    upper_ = upper;
    lower_ = lower;
    return SupertrendValue{.line = is_up_ ? lower : upper, .direction = is_up_ ? 1.0 : -1.0};
  }

  int warmup() const { return atr_.warmup(); }
  void reset() {
    atr_.reset();
    has_bands_ = false;
    is_up_ = true;
    upper_ = lower_ = 0.0;
  }

 private:
  // Moves with every bar.
  WeightedAtr atr_;
  bool has_bands_ = false;
  bool is_up_ = true;
  double upper_ = 0.0;
  double lower_ = 0.0;

  // Constant after construction.
  double multiplier_;
};

}  // namespace tw::indicators
