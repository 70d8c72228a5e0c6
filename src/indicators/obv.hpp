#pragma once

#include <optional>

#include "indicators/candle.hpp"

namespace tw::indicators {

/// On-balance volume: adds the volume of bars that close up, takes off that of bars that close
/// down.
///
/// Starts at the first bar's volume; only its changes mean something.
///
/// Units:  those of the volume.
/// Source: TA-Lib `OBV`; golden column OBV.
class Obv {
 public:
  /// Feeds one bar; returns the balance, which exists from the first bar on.
  std::optional<double> update(const Candle& candle) {
    if (!has_previous_) {
      balance_ = candle.volume;
      has_previous_ = true;
    } else if (candle.close > previous_close_) {
      balance_ += candle.volume;
    } else if (candle.close < previous_close_) {
      balance_ -= candle.volume;
    }
    previous_close_ = candle.close;
    return balance_;
  }

  int warmup() const { return 0; }
  void reset() {
    balance_ = previous_close_ = 0.0;
    has_previous_ = false;
  }

 private:
  double balance_ = 0.0;
  double previous_close_ = 0.0;
  bool has_previous_ = false;
};

}  // namespace tw::indicators
