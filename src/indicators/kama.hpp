#pragma once

#include <cmath>
#include <optional>

#include "core/assert.hpp"
#include "indicators/near_zero.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Kaufman's adaptive moving average: fast where the market goes one way, slow where it wavers.
///
/// The share of the net move in all movement picks a smoothing between those of a 2 and a 30
/// period EMA. Begins at the sample before its first answer.
///
/// Units:  those of the samples.
/// Source: TA-Lib `KAMA` (Kaufman 1995); golden columns KAMA_10, KAMA_30.
class Kama {
 public:
  /// Requires `period >= 1`.
  explicit Kama(int period) : window_{period + 1}, period_{period} { TW_ASSERT(period >= 1); }

  /// Feeds one sample; returns the average, or nothing for the first `period`.
  std::optional<double> update(double sample) {
    const double before = average_;
    const double first = window_.push(sample);
    if (seen_ > 0) movement(sample, first);
    previous_ = sample;
    if (seen_ < period_) {
      seen_ += 1;
      average_ = sample;
      return std::nullopt;
    }
    const double weight = smoothing(sample - first);
    leaving_ = first;
    average_ = (sample - before) * weight + before;
    return average_;
  }

  int warmup() const { return period_; }
  void reset() {
    window_.reset();
    seen_ = 0;
    movement_ = previous_ = leaving_ = average_ = 0.0;
    is_sliding_ = false;
  }

 private:
  /// Takes the step that leaves the window out of the sum of steps, and the newest one in.
  void movement(double sample, double first) {
    if (is_sliding_) movement_ -= std::fabs(leaving_ - first);
    if (seen_ == period_) is_sliding_ = true;
    movement_ += std::fabs(sample - previous_);
  }

  double smoothing(double net) const {
    constexpr double kSlow = 2.0 / 31.0;
    constexpr double kRange = 2.0 / 3.0 - kSlow;
    const bool is_straight = movement_ <= net || is_near_zero(movement_);
    const double efficiency = is_straight ? 1.0 : std::fabs(net / movement_);
    const double weight = efficiency * kRange + kSlow;
    return weight * weight;
  }

  // Moves with every sample. `leaving_` is the sample before the window.
  Ring window_;
  int seen_ = 0;
  bool is_sliding_ = false;
  double movement_ = 0.0;
  double previous_ = 0.0;
  double leaving_ = 0.0;
  double average_ = 0.0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
