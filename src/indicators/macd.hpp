#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/ema.hpp"

namespace tw::indicators {

struct MacdPeriods {
  int fast = 12;
  int slow = 26;
  int signal = 9;
};

struct MacdValue {
  double line = 0.0;       ///< Fast average minus slow average.
  double signal = 0.0;     ///< Average of the line.
  double histogram = 0.0;  ///< Line minus signal.
};

/// Moving average convergence/divergence: the gap of two EMAs, and the EMA of that gap.
///
/// Both averages are seeded on samples that end together: the slow one on the first `slow`, the
/// fast one on the `fast` before the same point. So its line differs from two separate EMAs at
/// first. All three values begin together.
///
/// Units:  those of the samples.
/// Source: TA-Lib `MACD`, default compatibility; golden columns MACD*_12_26_9.
class Macd {
 public:
  /// Requires `1 <= fast <= slow` and `signal >= 1`.
  explicit constexpr Macd(MacdPeriods periods = {})
      : fast_{periods.fast},
        slow_{periods.slow},
        signal_{periods.signal},
        skipped_by_fast_{periods.slow - periods.fast},
        warmup_{periods.slow + periods.signal - 2} {
    TW_ASSERT(periods.fast <= periods.slow);
  }

  /// Feeds one sample; returns the three values, or nothing until the signal exists.
  constexpr std::optional<MacdValue> update(double sample) {
    const std::optional<double> slow = slow_.update(sample);
    if (skipped_ < skipped_by_fast_) {
      skipped_ += 1;
      return std::nullopt;
    }
    const std::optional<double> fast = fast_.update(sample);
    if (!fast || !slow) return std::nullopt;
    const double line = *fast - *slow;
    const std::optional<double> signal = signal_.update(line);
    if (!signal) return std::nullopt;
    return MacdValue{.line = line, .signal = *signal, .histogram = line - *signal};
  }

  constexpr int warmup() const { return warmup_; }
  constexpr void reset() {
    fast_.reset();
    slow_.reset();
    signal_.reset();
    skipped_ = 0;
  }

 private:
  Ema fast_;
  Ema slow_;
  Ema signal_;
  int skipped_ = 0;

  // Constant after construction.
  int skipped_by_fast_;
  int warmup_;
};

}  // namespace tw::indicators
