#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/candle.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Money flow index: the share of rising bars in the money traded over `period` bars.
///
/// A bar's flow is its typical price times its volume, and rises or falls with the typical price.
/// A window that traded less than one unit of money reads 0.
///
/// Units:  0 to 100.
/// Source: TA-Lib `MFI` (Quong and Soudack 1989) and its order of sums; golden column MFI_14.
class Mfi {
 public:
  /// Requires `period >= 1`.
  explicit Mfi(int period) : rising_{period}, falling_{period}, period_{period} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds one bar; returns the index, or nothing until `period` changes are in.
  std::optional<double> update(const Candle& candle) {
    const double typical = typical_price_of(candle);
    const double change = typical - previous_;
    previous_ = typical;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const double flow = typical * candle.volume;
    slide(rising_, change > 0.0 ? flow : 0.0);
    slide(falling_, change < 0.0 ? flow : 0.0);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    const double all = rising_.sum + falling_.sum;
    return all < 1.0 ? 0.0 : 100.0 * (rising_.sum / all);
  }

  int warmup() const { return period_; }
  void reset() {
    rising_.reset();
    falling_.reset();
    seen_ = 0;
    has_previous_ = false;
    previous_ = 0.0;
  }

 private:
  struct Flow {
    explicit Flow(int period) : window{period} {}
    void reset() {
      window.reset();
      sum = leaving = 0.0;
    }

    Ring window;
    double sum = 0.0;
    double leaving = 0.0;
  };

  static void slide(Flow& flow, double sample) {
    flow.sum -= flow.leaving;
    flow.sum += sample;
    flow.leaving = flow.window.push(sample);
  }

  // Moves with every bar.
  Flow rising_;
  Flow falling_;
  int seen_ = 0;
  bool has_previous_ = false;
  double previous_ = 0.0;

  // Constant after construction.
  int period_;
};

}  // namespace tw::indicators
