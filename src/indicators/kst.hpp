#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "indicators/roc.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

struct KstValue {
  double line = 0.0;
  double signal = 0.0;  ///< Mean of the last 9 lines.
};

/// Know sure thing: the means of four rates of change, the longest weighing most.
///
/// Rates over 10, 15, 20 and 30 samples, averaged over 10, 10, 10 and 15, weighted 1 to 4. The line
/// exists where all samples that it needs do; its source fills in the mean of the whole series
/// before that, which looks ahead.
///
/// Units:  percent.
/// Source: `ta` KSTIndicator, its defaults (Pring 1992); golden columns KST, KST_SIGNAL.
class Kst {
 public:
  /// Feeds one sample; returns line and signal, or nothing until the signal exists.
  std::optional<KstValue> update(double sample) {
    double line = 0.0;
    bool is_complete = true;
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const std::optional<double> mean = legs_[i].update(sample);
      is_complete = is_complete && mean.has_value();
      if (mean) line += double(i + 1) * *mean;
    }
    if (!is_complete) return std::nullopt;
    const std::optional<double> signal = signal_.update(line);
    if (!signal) return std::nullopt;
    return KstValue{.line = line, .signal = *signal / kSignal};
  }

  int warmup() const { return legs_.back().warmup() + signal_.warmup(); }
  void reset() {
    for (Leg& leg : legs_) leg.reset();
    signal_.reset();
  }

 private:
  static constexpr int kSignal = 9;

  struct Leg {
    Leg(int change, int mean) : rate{change}, sum{mean}, count{double(mean)} {}
    std::optional<double> update(double sample) {
      const std::optional<double> percent = rate.update(sample);
      if (!percent) return std::nullopt;
      const std::optional<double> total = sum.update(*percent);
      if (!total) return std::nullopt;
      return *total / count;
    }
    int warmup() const { return rate.warmup() + sum.warmup(); }
    void reset() {
      rate.reset();
      sum.reset();
    }

    Roc rate;
    WindowSum sum;
    double count;
  };

  std::array<Leg, 4> legs_{Leg{10, 10}, Leg{15, 10}, Leg{20, 10}, Leg{30, 15}};
  WindowSum signal_{kSignal};
};

}  // namespace tw::indicators
