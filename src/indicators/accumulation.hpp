#pragma once

#include <algorithm>
#include <optional>

#include "core/assert.hpp"
#include "indicators/candle.hpp"

namespace tw::indicators {

/// Chaikin's accumulation/distribution line: volume by where each bar closes in its range.
///
/// Starts at the first bar; only its changes mean something.
///
/// Units:  those of the volume.
/// Source: TA-Lib `AD`; golden column AD.
class AccumulationLine {
 public:
  /// Feeds one bar; returns the line, which exists from the first bar on.
  std::optional<double> update(const Candle& candle) {
    line_ += close_location_of(candle) * candle.volume;
    return line_;
  }

  int warmup() const { return 0; }
  void reset() { line_ = 0.0; }

 private:
  double line_ = 0.0;
};

/// Chaikin oscillator: a fast EMA of the accumulation line less a slow one.
///
/// Both begin at the line's first value.
///
/// Units:  those of the volume.
/// Source: TA-Lib `ADOSC`; golden column ADOSC_3_10.
class ChaikinOscillator {
 public:
  /// Requires both periods to be at least 1.
  ChaikinOscillator(int fast_period, int slow_period)
      : fast_weight_{2.0 / (fast_period + 1)},
        slow_weight_{2.0 / (slow_period + 1)},
        warmup_{std::max(fast_period, slow_period) - 1} {
    TW_ASSERT(fast_period >= 1 && slow_period >= 1);
  }

  /// Feeds one bar; returns the oscillator, or nothing until the longer period is full.
  std::optional<double> update(const Candle& candle) {
    const double line = *line_.update(candle);
    if (!has_line_) {
      fast_ = slow_ = line;
      has_line_ = true;
    } else {
      fast_ = fast_weight_ * line + (1.0 - fast_weight_) * fast_;
      slow_ = slow_weight_ * line + (1.0 - slow_weight_) * slow_;
    }
    if (seen_ < warmup_) {
      seen_ += 1;
      return std::nullopt;
    }
    return fast_ - slow_;
  }

  int warmup() const { return warmup_; }
  void reset() {
    line_.reset();
    has_line_ = false;
    seen_ = 0;
    fast_ = slow_ = 0.0;
  }

 private:
  // Moves with every bar.
  AccumulationLine line_;
  bool has_line_ = false;
  int seen_ = 0;
  double fast_ = 0.0;
  double slow_ = 0.0;

  // Constant after construction.
  double fast_weight_;
  double slow_weight_;
  int warmup_;
};

}  // namespace tw::indicators
