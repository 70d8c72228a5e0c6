#pragma once

#include <optional>

#include "indicators/multiple_ema.hpp"
#include "indicators/roc.hpp"

namespace tw::indicators {

/// TRIX: the one-sample rate of change of a triple-smoothed EMA.
///
/// Units:  percent.
/// Source: TA-Lib `TRIX` (Hutson 1983); golden column TRIX_15.
class Trix {
 public:
  /// Requires `period >= 1`.
  explicit Trix(int period) : chain_{period}, change_{1} {}

  /// Feeds one sample; returns the rate, or nothing until `3 * period - 1` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<EmaChainValue> chain = chain_.update(sample);
    if (!chain) return std::nullopt;
    return change_.update(chain->third);
  }

  int warmup() const { return chain_.warmup() + 1; }
  void reset() {
    chain_.reset();
    change_.reset();
  }

 private:
  EmaChain chain_;
  Roc change_;
};

}  // namespace tw::indicators
