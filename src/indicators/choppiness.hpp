#pragma once

#include <cmath>
#include <optional>

#include "core/assert.hpp"
#include "indicators/donchian.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Choppiness index: log of the true ranges' sum over the range of all, 100 where they go nowhere.
///
/// A window without any range reads 0.
///
/// Units:  0 in a straight trend to 100.
/// Source: pandas-ta `chop` (Dreiss); golden column CHOP_14.
class Choppiness {
 public:
  /// Requires `period >= 2`.
  explicit Choppiness(int period) : channel_{period}, ranges_{period} {
    TW_ASSERT(period >= 2);
    scale_ = 100.0 / std::log10(double(period));
  }

  /// Feeds one bar; returns the index, or nothing until `period` true ranges are in.
  std::optional<double> update(const Candle& candle) {
    const std::optional<DonchianValue> channel = channel_.update(candle);
    const std::optional<double> range = range_.update(candle);
    if (!range) return std::nullopt;
    const std::optional<double> sum = ranges_.update(*range);
    if (!sum || !channel) return std::nullopt;
    const double width = channel->upper - channel->lower;
    if (!(width > 0.0) || !(*sum > 0.0)) return 0.0;
    return (std::log10(*sum) - std::log10(width)) * scale_;
  }

  int warmup() const { return ranges_.warmup() + 1; }
  void reset() {
    channel_.reset();
    range_.reset();
    ranges_.reset();
  }

 private:
  Donchian channel_;
  TrueRange range_;
  WindowSum ranges_;
  double scale_ = 0.0;  ///< Constant after construction.
};

}  // namespace tw::indicators
