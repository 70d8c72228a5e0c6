#pragma once

#include <cmath>

#include "core/assert.hpp"

namespace tw::indicators {

/// The mean gain and the mean loss of a series, smoothed as Wilder did it by hand: n - 1 parts of
/// the mean and one of the change, divided by n.
///
/// Step by step as TA-Lib does it, to the last bit. It matters to what looks at the differences of
/// a market that stands, where nothing but rounding moves; `Rsi` takes a faster step.
///
/// Units:  those of the samples.
/// Source: TA-Lib `RSI`, `CMO` (Wilder 1978).
class WilderChanges {
 public:
  /// Requires `period >= 1`.
  explicit WilderChanges(int period)
      : period_{period}, divisor_{double(period)}, carried_{double(period - 1)} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one sample; returns whether there are means yet: after `period` changes.
  bool update(double sample) {
    const double change = sample - previous_;
    previous_ = sample;
    // Exact, and without a branch.
    const double size = std::fabs(change);
    const double up = 0.5 * (size + change);
    const double down = 0.5 * (size - change);
    if (seen_ > period_) {
      gain_ = (gain_ * carried_ + up) / divisor_;
      loss_ = (loss_ * carried_ + down) / divisor_;
      return true;
    }
    return seed(up, down);
  }

  double gain() const { return gain_; }
  double loss() const { return loss_; }
  int warmup() const { return period_; }
  void reset() {
    seen_ = 0;
    previous_ = gain_ = loss_ = 0.0;
  }

 private:
  bool seed(double up, double down) {
    seen_ += 1;
    if (seen_ == 1) return false;  // The first sample has no change.
    gain_ += up;
    loss_ += down;
    if (seen_ <= period_) return false;
    gain_ /= divisor_;
    loss_ /= divisor_;
    return true;
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

}  // namespace tw::indicators
