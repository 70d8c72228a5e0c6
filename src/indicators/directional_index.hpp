#pragma once

#include <cmath>
#include <optional>

#include "indicators/directional_movement.hpp"
#include "indicators/near_zero.hpp"

namespace tw::indicators {

struct DirectionalIndexValue {
  double plus_di = 0.0;
  double minus_di = 0.0;
  double dx = 0.0;  ///< |+DI − −DI| in percent of their sum; the last one while both are zero.

  /// Says whether there was any movement to take `dx` from.
  bool has_direction() const { return !is_near_zero(plus_di + minus_di); }
};

/// The directional indicators +DI and −DI, and the directional index DX made of them.
///
/// Units:  0 to 100.
/// Source: TA-Lib `PLUS_DI`, `MINUS_DI`, `DX` (Wilder 1978); golden columns of these names.
class DirectionalIndex {
 public:
  /// Requires `period >= 2`.
  explicit DirectionalIndex(int period) : movement_{period} {}

  /// Feeds one bar; returns the indices, or nothing until `period + 1` bars are in.
  std::optional<DirectionalIndexValue> update(const Candle& candle) {
    const std::optional<DirectionalMovementValue> sums = movement_.update(candle);
    if (!sums) return std::nullopt;
    if (!is_past_seed_) {  // The seed is one movement short, so Wilder starts one bar later.
      is_past_seed_ = true;
      return std::nullopt;
    }
    const bool is_flat = is_near_zero(sums->true_range);
    value_.plus_di = is_flat ? 0.0 : 100.0 * (sums->plus / sums->true_range);
    value_.minus_di = is_flat ? 0.0 : 100.0 * (sums->minus / sums->true_range);
    if (value_.has_direction()) {
      value_.dx = 100.0 * (std::fabs(value_.minus_di - value_.plus_di) /
                           (value_.minus_di + value_.plus_di));
    }
    return value_;
  }

  int warmup() const { return movement_.warmup() + 1; }
  void reset() {
    movement_.reset();
    is_past_seed_ = false;
    value_ = {};
  }

 private:
  DirectionalMovement movement_;
  bool is_past_seed_ = false;
  DirectionalIndexValue value_;
};

}  // namespace tw::indicators
