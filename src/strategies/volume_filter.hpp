#pragma once

#include <algorithm>
#include <optional>

#include "indicators/sma.hpp"
#include "market/bar.hpp"

namespace tw::strategies {

/// Says whether a bar's volume is at least `ratio` times the mean of the `bars` before it. With 0
/// bars it asks for nothing.
class VolumeFilter {
 public:
  VolumeFilter(int bars, double ratio)
      : is_on_{bars > 0}, ratio_{ratio}, average_{std::max(bars, 1)} {}

  /// One more than the window's: the bar in question is not in it.
  int warmup() const { return is_on_ ? average_.warmup() + 1 : 0; }

  /// Feeds a bar; returns whether it passes. None does before the window is full.
  bool update(const Bar& bar) {
    if (!is_on_) return true;
    const std::optional<double> before = mean_;
    const double volume = bar.volume.as_double();
    mean_ = average_.update(volume);
    return before && volume >= ratio_ * *before;
  }

 private:
  // Constant after construction.
  bool is_on_;
  double ratio_;

  // Move with every bar.
  indicators::Sma average_;
  std::optional<double> mean_;
};

}  // namespace tw::strategies
