#pragma once

#include <cmath>
#include <optional>

#include "core/assert.hpp"
#include "indicators/near_zero.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Chande momentum oscillator: gains less losses in percent of all movement, Wilder smoothing.
///
/// Seeded with simple means, as RSI is. A market that has not moved at all reads 0.
///
/// Units:  -100 to 100.
/// Source: TA-Lib `CMO` (Chande 1994, smoothed by Wilder's rule); golden column CMO_14.
class Cmo {
 public:
  /// Requires `period >= 1`.
  explicit Cmo(int period)
      : period_{period}, divisor_{double(period)}, carried_{double(period - 1)} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one sample; returns the oscillator, or nothing until `period` changes are in.
  std::optional<double> update(double sample) {
    const double change = sample - previous_;
    previous_ = sample;
    const double size = std::fabs(change);
    const double up = 0.5 * (size + change);
    const double down = 0.5 * (size - change);
    if (seen_ > period_) {
      gain_ = (gain_ * carried_ + up) / divisor_;
      loss_ = (loss_ * carried_ + down) / divisor_;
      return value();
    }
    seen_ += 1;
    if (seen_ == 1) return std::nullopt;  // The first sample has no change.
    gain_ += up;
    loss_ += down;
    if (seen_ <= period_) return std::nullopt;
    gain_ /= divisor_;
    loss_ /= divisor_;
    return value();
  }

  int warmup() const { return period_; }
  void reset() {
    seen_ = 0;
    previous_ = gain_ = loss_ = 0.0;
  }

 private:
  double value() const {
    const double movement = gain_ + loss_;
    return is_near_zero(movement) ? 0.0 : 100.0 * ((gain_ - loss_) / movement);
  }

  // Constant after construction.
  int period_;
  double divisor_;
  double carried_;

  // Moves with every sample. `gain_` and `loss_` are sums until the seed is complete.
  int seen_ = 0;
  double previous_ = 0.0;
  double gain_ = 0.0;
  double loss_ = 0.0;
};

/// Chande momentum oscillator over plain sums, as its author has it.
///
/// Units:  -100 to 100.
/// Source: TTR `CMO` (Chande 1994); golden column TTR_CMO_14.
class PlainCmo {
 public:
  /// Requires `period >= 1`.
  explicit PlainCmo(int period) : gains_{period}, losses_{period} {}

  /// Feeds one sample; returns the oscillator, or nothing until `period` changes are in.
  std::optional<double> update(double sample) {
    const double change = sample - previous_;
    previous_ = sample;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const double size = std::fabs(change);
    const std::optional<double> up = gains_.update(0.5 * (size + change));
    const std::optional<double> down = losses_.update(0.5 * (size - change));
    if (!up || !down) return std::nullopt;
    const double movement = *up + *down;
    return is_near_zero(movement) ? 0.0 : 100.0 * (*up - *down) / movement;
  }

  int warmup() const { return gains_.warmup() + 1; }
  void reset() {
    gains_.reset();
    losses_.reset();
    has_previous_ = false;
    previous_ = 0.0;
  }

 private:
  WindowSum gains_;
  WindowSum losses_;
  bool has_previous_ = false;
  double previous_ = 0.0;
};

}  // namespace tw::indicators
