#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "indicators/extreme.hpp"
#include "indicators/near_zero.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Vertical horizontal filter: the range of the samples against the way they went.
///
/// High in a trend, low in a range. A market that has not moved reads 0.
///
/// Source: TTR `VHF` of one series (White 1991); golden column TTR_VHF_20.
class Vhf {
 public:
  /// Requires `period >= 1`.
  explicit Vhf(int period) : highest_{period}, lowest_{period}, way_{period} {}

  /// Feeds one sample; returns the ratio, or nothing until `period` changes are in.
  std::optional<double> update(double sample) {
    const std::optional<double> highest = highest_.update(sample);
    const std::optional<double> lowest = lowest_.update(sample);
    const double change = sample - previous_;
    previous_ = sample;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const std::optional<double> way = way_.update(std::fabs(change));
    if (!way || !highest || !lowest) return std::nullopt;
    return is_near_zero(*way) ? 0.0 : (*highest - *lowest) / *way;
  }

  int warmup() const { return way_.warmup() + 1; }
  void reset() {
    highest_.reset();
    lowest_.reset();
    way_.reset();
    has_previous_ = false;
    previous_ = 0.0;
  }

 private:
  Highest highest_;
  Lowest lowest_;
  WindowSum way_;
  bool has_previous_ = false;
  double previous_ = 0.0;
};

}  // namespace tw::indicators
