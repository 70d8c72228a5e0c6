#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Volume-weighted average price of the last `period` samples.
///
/// A window without volume reads the last price.
///
/// Units:  those of the prices.
/// Source: `ta` VolumeWeightedAveragePrice on the typical price, TTR `VWAP` on the close; golden
///         columns VWAP_ROLLING_14, TTR_VWAP_20.
class RollingVwap {
 public:
  /// Requires `period >= 1`.
  explicit RollingVwap(int period) : money_{period}, volume_{period} {}

  /// Feeds one price and its volume; returns the mean, or nothing until `period` are in.
  std::optional<double> update(double price, double volume) {
    const auto money = money_.update(price * volume);
    const auto all = volume_.update(volume);
    if (!money || !all) return std::nullopt;
    return *all > 0.0 ? *money / *all : price;
  }

  int warmup() const { return money_.warmup(); }
  void reset() {
    money_.reset();
    volume_.reset();
  }

 private:
  WindowSum money_;
  WindowSum volume_;
};

/// Volume-weighted average of the typical price since its anchor.
///
/// The anchor is where the caller says: the open of each session, or one event. Before any volume
/// it reads the typical price.
///
/// Units:  those of the prices.
/// Source: golden column vwap, anchored at each regular open.
class AnchoredVwap {
 public:
  /// Feeds one bar; with `is_anchor`, what came before is forgotten. Nothing before an anchor.
  std::optional<double> update(const Candle& candle, bool is_anchor) {
    if (is_anchor) {
      reset();
      is_anchored_ = true;
    }
    if (!is_anchored_) return std::nullopt;
    const double typical = typical_price_of(candle);
    money_ += typical * candle.volume;
    volume_ += candle.volume;
    return volume_ > 0.0 ? money_ / volume_ : typical;
  }

  void reset() {
    is_anchored_ = false;
    money_ = volume_ = 0.0;
  }

 private:
  bool is_anchored_ = false;
  double money_ = 0.0;
  double volume_ = 0.0;
};

}  // namespace tw::indicators
