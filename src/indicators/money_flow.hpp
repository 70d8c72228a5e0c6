#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/recursive_ema.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Chaikin money flow: the share of volume that traded towards the closes' end of the bars.
///
/// A window without volume reads 0.
///
/// Units:  -1 to 1.
/// Source: `ta` ChaikinMoneyFlowIndicator, TTR `CMF`; golden columns CMF_20, TTR_CMF_20.
class ChaikinMoneyFlow {
 public:
  /// Requires `period >= 1`.
  explicit ChaikinMoneyFlow(int period) : flow_{period}, volume_{period} {}

  /// Feeds one bar; returns the flow, or nothing until `period` bars are in.
  std::optional<double> update(const Candle& candle) {
    const auto flow = flow_.update(close_location_of(candle) * candle.volume);
    const auto volume = volume_.update(candle.volume);
    if (!flow || !volume) return std::nullopt;
    return *volume > 0.0 ? *flow / *volume : 0.0;
  }

  int warmup() const { return flow_.warmup(); }
  void reset() {
    flow_.reset();
    volume_.reset();
  }

 private:
  WindowSum flow_;
  WindowSum volume_;
};

/// Force index: the EMA of change times volume.
///
/// Units:  price times volume.
/// Source: `ta` ForceIndexIndicator (Elder 1993); golden column FORCE_13.
class ForceIndex {
 public:
  /// Requires `period >= 1`.
  explicit ForceIndex(int period) : mean_{period} {}

  /// Feeds one bar; returns the index, or nothing until `period` changes are in.
  std::optional<double> update(const Candle& candle) {
    const double change = candle.close - previous_close_;
    previous_close_ = candle.close;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    return mean_.update(change * candle.volume);
  }

  int warmup() const { return mean_.warmup() + 1; }
  void reset() {
    mean_.reset();
    has_previous_ = false;
    previous_close_ = 0.0;
  }

 private:
  RecursiveEma mean_;
  bool has_previous_ = false;
  double previous_close_ = 0.0;
};

}  // namespace tw::indicators
