#pragma once

#include <optional>

#include "indicators/extreme.hpp"

namespace tw::examples {

/// How far a close lies below the highest close of the last `period` bars: 0 at the high, 0.05 five
/// per cent below it.
///
/// An indicator is a class with one `update`: it takes a sample, keeps what it needs, and returns
/// nothing until it is defined. It allocates in the constructor and never again.
///
/// Units:  a fraction of the high.
class PullbackDepth {
 public:
  /// Requires `period >= 1`.
  explicit PullbackDepth(int period) : highest_{period} {}

  std::optional<double> update(double close) {
    const auto high = highest_.update(close);
    if (!high) return std::nullopt;  // Still warming up.
    return 1.0 - close / *high;
  }

  /// Returns the index of the first bar at which it is defined.
  int warmup() const { return highest_.warmup(); }
  void reset() { highest_.reset(); }

 private:
  indicators::Highest highest_;
};

}  // namespace tw::examples
