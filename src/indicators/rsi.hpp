#pragma once

#include <cmath>
#include <optional>

#include "core/assert.hpp"
#include "indicators/near_zero.hpp"

namespace tw::indicators {

/// Relative strength index: the share of gains in all movement, with Wilder smoothing.
///
/// Seeded with the simple means of the first `period` gains and losses, so early values depend on
/// where the series starts. A market that has not moved at all reads 0.
///
/// Units:  0 to 100.
/// Source: TA-Lib `RSI` (Wilder 1978); golden columns RSI_2, RSI_14.
class Rsi {
 public:
  /// Requires `period >= 1`.
  explicit constexpr Rsi(int period)
      : period_{period}, divisor_{double(period)}, share_{1.0 / period} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one sample; returns the index, or nothing until `period` changes are in.
  std::optional<double> update(double sample) {
    const double change = sample - previous_;
    previous_ = sample;
    // Exact, and without a branch: which way a market moved is a coin toss to the predictor.
    const double size = std::fabs(change);
    const double up = 0.5 * (size + change);
    const double down = 0.5 * (size - change);
    if (seen_ <= period_) return seed(up, down);
    // By the share, not by a division that the next sample would wait for (ADR 0011).
    gain_ += (up - gain_) * share_;
    loss_ += (down - loss_) * share_;
    return index();
  }

  constexpr int warmup() const { return period_; }
  constexpr void reset() {
    seen_ = 0;
    previous_ = gain_ = loss_ = 0.0;
  }

 private:
  constexpr std::optional<double> seed(double up, double down) {
    seen_ += 1;
    if (seen_ == 1) return std::nullopt;  // The first sample has no change.
    gain_ += up;
    loss_ += down;
    if (seen_ <= period_) return std::nullopt;
    gain_ /= divisor_;
    loss_ /= divisor_;
    return index();
  }

  constexpr double index() const {
    const double movement = gain_ + loss_;
    return is_near_zero(movement) ? 0.0 : 100.0 * (gain_ / movement);
  }

  // Constant after construction.
  int period_;
  double divisor_;
  double share_;

  // Moves with every sample. `gain_` and `loss_` are sums until the seed is complete.
  int seen_ = 0;
  double previous_ = 0.0;
  double gain_ = 0.0;
  double loss_ = 0.0;
};

}  // namespace tw::indicators
