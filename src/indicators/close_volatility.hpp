#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "indicators/log_roc.hpp"
#include "indicators/range_volatility.hpp"
#include "indicators/sample_variance.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Annual volatility of the closes: the sample deviation of the `period - 1` returns among them.
///
/// Units:  fraction a year of 252 bars: daily bars are meant.
/// Source: TTR `volatility`, calc "close"; golden columns VOL_CLOSE_*.
class CloseVolatility {
 public:
  /// Requires `period >= 3`.
  explicit CloseVolatility(int period) : return_{1}, variance_{period - 1} {}

  /// Feeds one sample; returns the volatility, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<double> change = return_.update(sample);
    if (!change) return std::nullopt;
    const std::optional<double> variance = variance_.update(*change);
    if (!variance) return std::nullopt;
    return std::sqrt(kVolatilityDays * *variance);
  }

  int warmup() const { return variance_.warmup() + 1; }
  void reset() {
    return_.reset();
    variance_.reset();
  }

 private:
  LogRoc return_;
  SampleVariance variance_;
};

/// Annual volatility by Yang and Zhang: gaps, bodies and ranges, each with the weight that makes
/// the error least.
///
/// Units:  fraction a year of 252 bars: daily bars are meant.
/// Source: TTR `volatility`, calc "yang.zhang", alpha 1.34 (Yang and Zhang 2000); golden columns
///         VOL_YANG_ZHANG_*.
class YangZhangVolatility {
 public:
  /// Requires `period >= 2`.
  explicit YangZhangVolatility(int period)
      : gaps_{period}, bodies_{period}, ranges_{period}, period_{period} {
    constexpr double kAlpha = 1.34;
    const double n = period;
    share_ = (kAlpha - 1.0) / (kAlpha + (n + 1.0) / (n - 1.0));
  }

  /// Feeds one bar; returns the volatility, or nothing until `period + 1` bars are in.
  std::optional<double> update(const Candle& candle) {
    const double previous_close = previous_close_;
    previous_close_ = candle.close;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const auto gaps = gaps_.update(std::log(candle.open / previous_close));
    const auto bodies = bodies_.update(std::log(candle.close / candle.open));
    const auto ranges = ranges_.update(RogersSatchellTerm{}(candle, previous_close));
    if (!gaps || !bodies || !ranges) return std::nullopt;
    const double range = *ranges / period_;
    const double variance = *gaps + share_ * *bodies + (1.0 - share_) * range;
    return std::sqrt(std::max(0.0, kVolatilityDays * variance));
  }

  int warmup() const { return period_; }
  void reset() {
    gaps_.reset();
    bodies_.reset();
    ranges_.reset();
    has_previous_ = false;
    previous_close_ = 0.0;
  }

 private:
  // Moves with every bar.
  SampleVariance gaps_;
  SampleVariance bodies_;
  WindowSum ranges_;
  bool has_previous_ = false;
  double previous_close_ = 0.0;

  // Constant after construction.
  int period_;
  double share_ = 0.0;  ///< Weight of the bodies against the ranges.
};

}  // namespace tw::indicators
