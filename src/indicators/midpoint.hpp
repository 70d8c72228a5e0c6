#pragma once

#include <optional>

#include "indicators/extreme.hpp"

namespace tw::indicators {

/// Middle of the range of the last `period` samples.
///
/// Units:  those of the samples.
/// Source: TA-Lib `MIDPOINT`; golden column MIDPOINT_14.
class Midpoint {
 public:
  /// Requires `period >= 1`.
  explicit Midpoint(int period) : highest_{period}, lowest_{period} {}

  /// Feeds one sample; returns the middle, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<double> highest = highest_.update(sample);
    const std::optional<double> lowest = lowest_.update(sample);
    if (!highest || !lowest) return std::nullopt;
    return (*highest + *lowest) / 2.0;
  }

  int warmup() const { return highest_.warmup(); }
  void reset() {
    highest_.reset();
    lowest_.reset();
  }

 private:
  Highest highest_;
  Lowest lowest_;
};

}  // namespace tw::indicators
