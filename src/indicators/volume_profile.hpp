#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/assert.hpp"
#include "indicators/candle.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

struct VolumeProfileValue {
  double point_of_control = 0.0;  ///< Middle of the price step that traded most.
  double value_area_high = 0.0;   ///< Upper edge of the steps that hold 70 % of the volume.
  double value_area_low = 0.0;    ///< Lower edge of them.
};

/// Volume profile of the last `period` bars: how much traded at which price.
///
/// The window's range is cut into equal steps; a bar's volume is spread evenly over its own range.
/// The value area grows from the point of control to the busier neighbour, the upper one at a tie,
/// until it holds 70 %. Of steps that traded alike the lowest is the point of control.
///
/// Units:  those of the prices.
/// Source: Steidlmayer's market profile on bars; no reference file.
class VolumeProfile {
 public:
  /// Requires `period >= 1` and `steps >= 1`.
  VolumeProfile(int period, int steps)
      : highs_{period}, lows_{period}, volumes_{period}, traded_(checked(steps)), period_{period} {}

  /// Feeds one bar; returns the profile, or nothing until `period` bars are in.
  std::optional<VolumeProfileValue> update(const Candle& candle) {
    highs_.push(candle.high);
    lows_.push(candle.low);
    volumes_.push(candle.volume);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    measure();
    if (!(step_ > 0.0)) {
      return VolumeProfileValue{
          .point_of_control = floor_, .value_area_high = floor_, .value_area_low = floor_};
    }
    spread();
    return value_area();
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    highs_.reset();
    lows_.reset();
    volumes_.reset();
    seen_ = 0;
  }

 private:
  static constexpr double kValueShare = 0.7;

  static std::size_t checked(int steps) {
    TW_ASSERT(steps >= 1);
    return static_cast<std::size_t>(steps);
  }

  void measure() {
    double top = highs_.ago(0);
    floor_ = lows_.ago(0);
    highs_.for_each([&](double high) { top = std::max(top, high); });
    lows_.for_each([&](double low) { floor_ = std::min(floor_, low); });
    step_ = (top - floor_) / static_cast<double>(traded_.size());
  }

  std::size_t step_at(double price) const {
    const double steps = (price - floor_) / step_;
    if (!(steps > 0.0)) return 0;
    return std::min(static_cast<std::size_t>(steps), traded_.size() - 1);
  }

  void spread() {
    std::ranges::fill(traded_, 0.0);
    for (int back = period_ - 1; back >= 0; --back) {
      const double low = lows_.ago(back);
      const double high = highs_.ago(back);
      const double volume = volumes_.ago(back);
      const std::size_t first = step_at(low);
      const std::size_t last = step_at(high);
      if (first == last) {
        traded_[first] += volume;
        continue;
      }
      for (std::size_t i = first; i <= last; ++i) {
        const double from = std::max(low, edge(i));
        const double to = std::min(high, edge(i + 1));
        traded_[i] += volume * std::max(0.0, to - from) / (high - low);
      }
    }
  }

  double edge(std::size_t i) const { return floor_ + step_ * static_cast<double>(i); }

  VolumeProfileValue value_area() const {
    const auto busiest = std::ranges::max_element(traded_);
    const auto control = static_cast<std::size_t>(busiest - traded_.begin());
    double all = 0.0;
    for (const double volume : traded_) all += volume;
    std::size_t low = control;
    std::size_t high = control;
    double held = *busiest;
    while (held < kValueShare * all && (low > 0 || high + 1 < traded_.size())) {
      const double above = high + 1 < traded_.size() ? traded_[high + 1] : -1.0;
      const double below = low > 0 ? traded_[low - 1] : -1.0;
      held += std::max(above, below);
      if (above >= below) {
        high += 1;
      } else {
        low -= 1;
      }
    }
    return {.point_of_control = edge(control) + 0.5 * step_,
            .value_area_high = edge(high + 1),
            .value_area_low = edge(low)};
  }

  // Moves with every bar.
  Ring highs_;
  Ring lows_;
  Ring volumes_;
  std::vector<double> traded_;  ///< By price step, lowest first.
  double floor_ = 0.0;
  double step_ = 0.0;
  int seen_ = 0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
