#pragma once

#include <cmath>
#include <optional>

#include "indicators/near_zero.hpp"
#include "indicators/wilder_changes.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Chande momentum oscillator: gains less losses in percent of all movement, Wilder smoothing.
///
/// Seeded with simple means, as RSI is. A market that has not moved at all reads 0.
///
/// Units:  -100 to 100.
/// Source: TA-Lib `CMO` (Chande 1994, smoothed by Wilder's rule); golden column CMO_14.
class Cmo {
 public:
  /// Requires `period >= 1`.
  explicit Cmo(int period) : changes_{period} {}

  /// Feeds one sample; returns the oscillator, or nothing until `period` changes are in.
  std::optional<double> update(double sample) {
    if (!changes_.update(sample)) return std::nullopt;
    const double movement = changes_.gain() + changes_.loss();
    if (is_near_zero(movement)) return 0.0;
    return 100.0 * ((changes_.gain() - changes_.loss()) / movement);
  }

  int warmup() const { return changes_.warmup(); }
  void reset() { changes_.reset(); }

 private:
  WilderChanges changes_;
};

/// Chande momentum oscillator over plain sums, as its author has it.
///
/// Units:  -100 to 100.
/// Source: TTR `CMO` (Chande 1994); golden column TTR_CMO_14.
class PlainCmo {
 public:
  /// Requires `period >= 1`.
  explicit PlainCmo(int period) : gains_{period}, losses_{period} {}

  /// Feeds one sample; returns the oscillator, or nothing until `period` changes are in.
  std::optional<double> update(double sample) {
    const double change = sample - previous_;
    previous_ = sample;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const double size = std::fabs(change);
    const std::optional<double> up = gains_.update(0.5 * (size + change));
    const std::optional<double> down = losses_.update(0.5 * (size - change));
    if (!up || !down) return std::nullopt;
    const double movement = *up + *down;
    return is_near_zero(movement) ? 0.0 : 100.0 * (*up - *down) / movement;
  }

  int warmup() const { return gains_.warmup() + 1; }
  void reset() {
    gains_.reset();
    losses_.reset();
    has_previous_ = false;
    previous_ = 0.0;
  }

 private:
  WindowSum gains_;
  WindowSum losses_;
  bool has_previous_ = false;
  double previous_ = 0.0;
};

}  // namespace tw::indicators
