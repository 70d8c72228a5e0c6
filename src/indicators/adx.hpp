#pragma once

#include <optional>

#include "indicators/directional_index.hpp"

namespace tw::indicators {

struct AdxValue {
  double adx = 0.0;
  double plus_di = 0.0;
  double minus_di = 0.0;
  double dx = 0.0;
};

/// Average directional index: how strongly a market trends, whichever way.
///
/// Wilder's mean of DX, seeded with the simple mean of the first `period` of them. A bar without
/// any direction leaves it as it is.
///
/// Units:  0 to 100.
/// Source: TA-Lib `ADX` (Wilder 1978); golden column ADX_14.
class Adx {
 public:
  /// Requires `period >= 2`.
  explicit Adx(int period)
      : index_{period}, period_{period}, divisor_{double(period)}, carried_{double(period - 1)} {}

  /// Feeds one bar; returns the index, or nothing until `2 * period` bars are in.
  std::optional<AdxValue> update(const Candle& candle) {
    const std::optional<DirectionalIndexValue> index = index_.update(candle);
    if (!index) return std::nullopt;
    if (seen_ < period_) {
      seen_ += 1;
      if (index->has_direction()) mean_ += index->dx;
      if (seen_ < period_) return std::nullopt;
      mean_ /= divisor_;
    } else if (index->has_direction()) {
      mean_ = (mean_ * carried_ + index->dx) / divisor_;
    }
    return AdxValue{
        .adx = mean_, .plus_di = index->plus_di, .minus_di = index->minus_di, .dx = index->dx};
  }

  int warmup() const { return 2 * period_ - 1; }
  void reset() {
    index_.reset();
    seen_ = 0;
    mean_ = 0.0;
  }

 private:
  DirectionalIndex index_;

  // Constant after construction.
  int period_;
  double divisor_;
  double carried_;

  // Moves with every bar. Holds the sum of the seed until `seen_ == period_`.
  int seen_ = 0;
  double mean_ = 0.0;
};

}  // namespace tw::indicators
