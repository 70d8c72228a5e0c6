#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {

/// Average true range as an exponential mean with weight 1/period, free of a seed.
///
/// The weights of what has been seen are made to add up to one, so that early values lean on
/// nothing but data; later it is Wilder's. The first true range is that of the second bar.
///
/// Units:  those of the prices.
/// Source: pandas-ta `atr` with `rma`; golden columns PTA_ATR_7, PTA_ATR_10.
class WeightedAtr {
 public:
  /// Requires `period >= 1`.
  explicit WeightedAtr(int period) : period_{period}, kept_{1.0 - 1.0 / period} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one bar; returns the average, or nothing until `period` true ranges are in.
  std::optional<double> update(const Candle& candle) {
    const std::optional<double> range = range_.update(candle);
    if (!range) return std::nullopt;
    sum_ = kept_ * sum_ + *range;
    weights_ = kept_ * weights_ + 1.0;
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    return sum_ / weights_;
  }

  int warmup() const { return period_; }
  void reset() {
    range_.reset();
    seen_ = 0;
    sum_ = weights_ = 0.0;
  }

 private:
  // Moves with every bar.
  TrueRange range_;
  int seen_ = 0;
  double sum_ = 0.0;
  double weights_ = 0.0;

  // Constant after construction.
  int period_;
  double kept_;
};

}  // namespace tw::indicators
