#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "core/assert.hpp"
#include "indicators/near_zero.hpp"
#include "indicators/ring.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {

/// Ultimate oscillator: buying pressure against the true range over three windows at once.
///
/// The shortest window counts four times, the middle one twice, the longest once.
///
/// Units:  0 to 100.
/// Source: TA-Lib `ULTOSC` (Williams 1976) and its order of sums; golden column ULTOSC_7_14_28.
class UltimateOscillator {
 public:
  /// Requires every period to be at least 1; their order does not matter.
  explicit UltimateOscillator(std::array<int, 3> periods)
      : UltimateOscillator{sorted(periods), Sorted{}} {}

  /// Feeds one bar; returns the oscillator, or nothing until the longest window is full.
  std::optional<double> update(const Candle& candle) {
    const double floor = std::min(candle.low, previous_close_);
    const double pressure = candle.close - floor;
    const double range = true_range_of(candle, previous_close_);
    previous_close_ = candle.close;
    if (seen_ == 0) {
      seen_ = 1;
      return std::nullopt;
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      Window& window = windows_[i];
      // Windows begin so that they end together: the sums then round as the source's do.
      if (seen_ <= longest_ - window.period) continue;
      window.slide(pressure, range);
      if (!is_near_zero(window.range)) sum += kWeights[i] * (window.pressure / window.range);
    }
    if (seen_ < longest_) {
      seen_ += 1;
      return std::nullopt;
    }
    return 100.0 * (sum / 7.0);
  }

  int warmup() const { return longest_; }
  void reset() {
    for (Window& window : windows_) window.reset();
    seen_ = 0;
    previous_close_ = 0.0;
  }

 private:
  struct Sorted {};
  static constexpr std::array<double, 3> kWeights{4.0, 2.0, 1.0};

  struct Window {
    explicit Window(int size) : period{size}, pressures{size}, ranges{size} {}
    void slide(double new_pressure, double new_range) {
      pressure -= old_pressure;
      range -= old_range;
      pressure += new_pressure;
      range += new_range;
      old_pressure = pressures.push(new_pressure);
      old_range = ranges.push(new_range);
    }
    void reset() {
      pressures.reset();
      ranges.reset();
      pressure = range = old_pressure = old_range = 0.0;
    }

    int period;
    Ring pressures;
    Ring ranges;
    double pressure = 0.0;
    double range = 0.0;
    double old_pressure = 0.0;  ///< What leaves next.
    double old_range = 0.0;
  };

  static std::array<int, 3> sorted(std::array<int, 3> periods) {
    std::ranges::sort(periods);
    TW_ASSERT(periods[0] >= 1);
    return periods;
  }
  UltimateOscillator(const std::array<int, 3>& periods, Sorted)
      : windows_{Window{periods[0]}, Window{periods[1]}, Window{periods[2]}},
        longest_{periods[2]} {}

  // Moves with every bar.
  std::array<Window, 3> windows_;
  int seen_ = 0;
  double previous_close_ = 0.0;

  // Constant after construction.
  int longest_;
};

}  // namespace tw::indicators
