#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "indicators/candle.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Commodity channel index: distance of the typical price from its mean, in mean deviations.
///
/// The factor 0.015 puts most values between -100 and 100. A market that stands reads 0.
///
/// Source: TA-Lib `CCI` (Lambert 1980); golden columns CCI_14, CCI_20.
class Cci {
 public:
  /// Requires `period >= 1`.
  explicit Cci(int period) : window_{period}, period_{period} {}

  /// Feeds one bar; returns the index, or nothing until `period` bars are in.
  std::optional<double> update(const Candle& candle) {
    const double typical = typical_price_of(candle);
    window_.push(typical);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    double mean = 0.0;
    window_.for_each_stored([&](double value) { mean += value; });
    mean /= period_;
    double deviation = 0.0;
    window_.for_each_stored([&](double value) { deviation += std::fabs(value - mean); });
    const double distance = typical - mean;
    if (distance == 0.0 || deviation == 0.0) return 0.0;
    return distance / (0.015 * (deviation / period_));
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    window_.reset();
    seen_ = 0;
  }

 private:
  // Moves with every bar.
  Ring window_;
  int seen_ = 0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
