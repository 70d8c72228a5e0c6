#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/recursive_ema.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

struct KeltnerValue {
  double upper = 0.0;
  double middle = 0.0;
  double lower = 0.0;
};

/// Average true range, Wilder smoothing, that counts the first bar's own range as its true range.
///
/// Units:  those of the prices.
/// Source: `ta` AverageTrueRange.
class FirstBarAtr {
 public:
  /// Requires `period >= 1`.
  explicit FirstBarAtr(int period) : period_{period} { TW_ASSERT(period >= 1); }

  /// Feeds one bar; returns the average, or nothing until `period` bars are in.
  std::optional<double> update(const Candle& candle) {
    const double range = range_.update(candle).value_or(candle.high - candle.low);
    if (seen_ == period_) {
      mean_ = (mean_ * (period_ - 1) + range) / period_;
      return mean_;
    }
    mean_ += range;
    seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    mean_ /= period_;
    return mean_;
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    range_.reset();
    seen_ = 0;
    mean_ = 0.0;
  }

 private:
  // Moves with every bar. Holds the sum of the seed until `seen_ == period_`.
  TrueRange range_;
  int seen_ = 0;
  double mean_ = 0.0;

  // Constant after construction.
  int period_;
};

/// Keltner channel of today: an EMA of the close with bands some average true ranges away.
///
/// Units:  those of the prices.
/// Source: `ta` KeltnerChannel, original_version false; golden columns KELTNER_EMA_*_20_10_2.
class KeltnerEma {
 public:
  /// Requires both periods to be at least 1 and `multiplier >= 0`.
  KeltnerEma(int period, int atr_period, double multiplier)
      : middle_{period}, atr_{atr_period}, multiplier_{multiplier} {
    TW_ASSERT(multiplier >= 0.0);
  }

  /// Feeds one bar; returns the channel, or nothing until average and ATR exist.
  std::optional<KeltnerValue> update(const Candle& candle) {
    const std::optional<double> middle = middle_.update(candle.close);
    const std::optional<double> atr = atr_.update(candle);
    if (!middle || !atr) return std::nullopt;
    const double width = multiplier_ * *atr;
    return KeltnerValue{.upper = *middle + width, .middle = *middle, .lower = *middle - width};
  }

  int warmup() const { return middle_.warmup() > atr_.warmup() ? middle_.warmup() : atr_.warmup(); }
  void reset() {
    middle_.reset();
    atr_.reset();
  }

 private:
  RecursiveEma middle_;
  FirstBarAtr atr_;
  double multiplier_;  ///< Constant after construction.
};

/// Keltner's own channel: the mean typical price with bands the mean range away.
///
/// Its source gives bands from the first bar, over what there is; this one waits for `period`.
///
/// Units:  those of the prices.
/// Source: `ta` KeltnerChannel, original_version true (Keltner 1960); golden columns
///         KELTNER_ORIG_*_20.
class KeltnerOriginal {
 public:
  /// Requires `period >= 1`.
  explicit KeltnerOriginal(int period)
      : upper_{period}, middle_{period}, lower_{period}, count_{double(period)} {}

  /// Feeds one bar; returns the channel, or nothing until `period` bars are in.
  std::optional<KeltnerValue> update(const Candle& c) {
    const auto upper = upper_.update((4.0 * c.high - 2.0 * c.low + c.close) / 3.0);
    const auto middle = middle_.update(typical_price_of(c));
    const auto lower = lower_.update((-2.0 * c.high + 4.0 * c.low + c.close) / 3.0);
    if (!upper || !middle || !lower) return std::nullopt;
    return KeltnerValue{
        .upper = *upper / count_, .middle = *middle / count_, .lower = *lower / count_};
  }

  int warmup() const { return middle_.warmup(); }
  void reset() {
    upper_.reset();
    middle_.reset();
    lower_.reset();
  }

 private:
  WindowSum upper_;
  WindowSum middle_;
  WindowSum lower_;
  double count_;  ///< Constant after construction.
};

}  // namespace tw::indicators
