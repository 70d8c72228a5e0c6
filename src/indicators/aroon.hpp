#pragma once

#include <cstdint>
#include <optional>

#include "core/assert.hpp"
#include "indicators/candle.hpp"
#include "indicators/extreme.hpp"

namespace tw::indicators {

struct AroonValue {
  double up = 0.0;    ///< 100 when the highest high is this bar's, 0 when it is `period` bars old.
  double down = 0.0;  ///< The same of the lowest low.
  double oscillator = 0.0;  ///< Up minus down.
};

/// Aroon: how long ago the extremes of the last `period + 1` bars were.
///
/// The latest of several equal extremes counts.
///
/// Units:  0 to 100; the oscillator -100 to 100.
/// Source: TA-Lib `AROON`, `AROONOSC` (Chande 1995); golden columns AROON*_14, AROON*_25.
class Aroon {
 public:
  /// Requires `period >= 1`. With `early`, the first answer is that of the first `period` bars.
  explicit Aroon(int period, bool early = false)
      : highest_{period + 1},
        lowest_{period + 1},
        first_{early ? period - 1 : period},
        period_{period},
        step_{100.0 / period} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one bar; returns the ages, or nothing until it is warm.
  std::optional<AroonValue> update(const Candle& candle) {
    highest_.update(candle.high);
    lowest_.update(candle.low);
    if (seen_ < first_) {
      seen_ += 1;
      return std::nullopt;
    }
    const std::int64_t high = highest_.age();
    const std::int64_t low = lowest_.age();
    return AroonValue{.up = step_ * static_cast<double>(period_ - high),
                      .down = step_ * static_cast<double>(period_ - low),
                      .oscillator = step_ * static_cast<double>(low - high)};
  }

  int warmup() const { return first_; }
  void reset() {
    highest_.reset();
    lowest_.reset();
    seen_ = 0;
  }

 private:
  // Moves with every bar.
  Highest highest_;
  Lowest lowest_;
  int seen_ = 0;

  // Constant after construction.
  int first_;
  int period_;
  double step_;
};

}  // namespace tw::indicators
