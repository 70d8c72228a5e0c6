#pragma once

#include <optional>

#include "indicators/candle.hpp"
#include "indicators/extreme.hpp"

namespace tw::indicators {

struct DonchianValue {
  double upper = 0.0;
  double lower = 0.0;

  double middle() const { return (upper + lower) / 2.0; }
};

/// Donchian channel: the highest high and the lowest low of `period` bars.
///
/// A breakout compares a close with the channel of the bars *before* it: feed the bar, then read
/// `previous()`. The channel that holds the bar itself can never be broken.
///
/// Units:  those of the prices.
/// Source: `ta` DonchianChannel; golden columns DONCHIAN_*_20. Breakouts: golden/README.md,
///         section 3, "close > max high of the previous n_in bars".
class Donchian {
 public:
  /// Requires `period >= 1`.
  explicit Donchian(int period) : upper_{period}, lower_{period} {}

  /// Feeds one bar; returns the channel of the last `period` bars, this one among them.
  std::optional<DonchianValue> update(const Candle& candle) {
    previous_ = current_;
    const std::optional<double> upper = upper_.update(candle.high);
    const std::optional<double> lower = lower_.update(candle.low);
    if (upper && lower) current_ = DonchianValue{.upper = *upper, .lower = *lower};
    return current_;
  }

  /// Returns the channel of the `period` bars before the last one fed. Exists one bar later.
  const std::optional<DonchianValue>& previous() const { return previous_; }

  int warmup() const { return upper_.warmup(); }
  void reset() {
    upper_.reset();
    lower_.reset();
    current_.reset();
    previous_.reset();
  }

 private:
  Highest upper_;
  Lowest lower_;
  std::optional<DonchianValue> current_;
  std::optional<DonchianValue> previous_;
};

}  // namespace tw::indicators
