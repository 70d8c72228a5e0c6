#pragma once

#include <cmath>
#include <optional>

#include "indicators/recursive_ema.hpp"

namespace tw::indicators {

/// True strength index: the twice smoothed change in percent of the twice smoothed movement.
///
/// A market that has not moved at all reads 0.
///
/// Units:  -100 to 100.
/// Source: `ta` TSIIndicator (Blau 1991); golden column TSI_25_13.
class Tsi {
 public:
  /// Requires both periods to be at least 1.
  Tsi(int slow_period, int fast_period)
      : changes_{slow_period, fast_period}, movements_{slow_period, fast_period} {}

  /// Feeds one sample; returns the index, or nothing until `slow + fast` samples are in.
  std::optional<double> update(double sample) {
    const double change = sample - previous_;
    previous_ = sample;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const std::optional<double> net = changes_.update(change);
    const std::optional<double> all = movements_.update(std::fabs(change));
    if (!net || !all) return std::nullopt;
    return *all == 0.0 ? 0.0 : *net / *all * 100.0;
  }

  int warmup() const { return 1 + changes_.slow.warmup() + changes_.fast.warmup(); }
  void reset() {
    changes_.reset();
    movements_.reset();
    has_previous_ = false;
    previous_ = 0.0;
  }

 private:
  struct Smoothing {
    Smoothing(int slow_period, int fast_period) : slow{slow_period}, fast{fast_period} {}
    std::optional<double> update(double sample) {
      const std::optional<double> once = slow.update(sample);
      if (!once) return std::nullopt;
      return fast.update(*once);
    }
    void reset() {
      slow.reset();
      fast.reset();
    }

    RecursiveEma slow;
    RecursiveEma fast;
  };

  Smoothing changes_;
  Smoothing movements_;
  bool has_previous_ = false;
  double previous_ = 0.0;
};

}  // namespace tw::indicators
