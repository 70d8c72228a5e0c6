#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "core/assert.hpp"

namespace tw::indicators {

/// Tillson's T3: a generalised DEMA applied three times, smooth with little lag.
///
/// Made of six EMAs, each fed by the one before it. A volume factor of 0 gives a triple EMA, 1
/// the DEMA of a DEMA of a DEMA.
///
/// Units:  those of the samples.
/// Source: TA-Lib `T3` (Tillson 1998) and its order of sums; golden column T3_5_0.7.
class T3 {
 public:
  /// Requires `period >= 1`.
  T3(int period, double volume_factor)
      : period_{period}, weight_{2.0 / (period + 1.0)}, kept_{1.0 - weight_} {
    TW_ASSERT(period >= 1);
    const double square = volume_factor * volume_factor;
    sixth_ = -(square * volume_factor);
    fifth_ = 3.0 * (square - sixth_);
    fourth_ = -6.0 * square - 3.0 * (volume_factor - sixth_);
    third_ = 1.0 + 3.0 * volume_factor - sixth_ + 3.0 * square;
  }

  /// Feeds one sample; returns the average, or nothing until `6 * period - 5` samples are in.
  std::optional<double> update(double sample) {
    double input = sample;
    for (std::size_t i = 0; i < kStages; ++i) {
      Stage& stage = stages_[i];
      if (!feed(stage, input)) return std::nullopt;
      input = stage.mean;
    }
    return sixth_ * stages_[5].mean + fifth_ * stages_[4].mean + fourth_ * stages_[3].mean +
           third_ * stages_[2].mean;
  }

  int warmup() const { return 6 * (period_ - 1); }
  void reset() { stages_ = {}; }

 private:
  static constexpr std::size_t kStages = 6;
  /// One EMA. Holds the sum of its seed until `seen` is the period.
  struct Stage {
    double mean = 0.0;
    int seen = 0;
  };

  bool feed(Stage& stage, double input) const {
    if (stage.seen == period_) {
      stage.mean = weight_ * input + kept_ * stage.mean;
      return true;
    }
    stage.mean += input;
    stage.seen += 1;
    if (stage.seen < period_) return false;
    stage.mean /= period_;
    return true;
  }

  // Moves with every sample.
  std::array<Stage, kStages> stages_{};

  // Constant after construction. The four are the weights of the last stages in the answer.
  int period_;
  double weight_;
  double kept_;
  double third_ = 0.0;
  double fourth_ = 0.0;
  double fifth_ = 0.0;
  double sixth_ = 0.0;
};

}  // namespace tw::indicators
