#pragma once

#include <optional>

#include "core/assert.hpp"
#include "indicators/near_zero.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Beta: the slope of one series' simple returns on another's, over `period` returns.
///
/// Returns that do not vary give 0, and so does a return from a price of zero.
///
/// Source: TA-Lib `BETA` and its order of sums; golden columns BETA_HL_*, BETA_BENCH_*.
class Beta {
 public:
  /// Requires `period >= 1`.
  explicit Beta(int period) : xs_{period}, ys_{period}, period_{period}, count_{double(period)} {
    TW_ASSERT(period >= 1);
  }

  /// Feeds a price of the market and one of the asset; returns beta, or nothing until `period`
  /// returns of both are in.
  std::optional<double> update(double market, double asset) {
    const double x = return_of(market, market_);
    const double y = return_of(asset, asset_);
    market_ = market;
    asset_ = asset;
    if (!has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    sum_xx_ += x * x;
    sum_xy_ += x * y;
    sum_x_ += x;
    sum_y_ += y;
    const double old_x = xs_.push(x);  // Zero until the window is full.
    const double old_y = ys_.push(y);
    const double spread = count_ * sum_xx_ - sum_x_ * sum_x_;
    const double joint = count_ * sum_xy_ - sum_x_ * sum_y_;
    sum_xx_ -= old_x * old_x;
    sum_xy_ -= old_x * old_y;
    sum_x_ -= old_x;
    sum_y_ -= old_y;
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    return is_near_zero(spread) ? 0.0 : joint / spread;
  }

  int warmup() const { return period_; }
  void reset() {
    xs_.reset();
    ys_.reset();
    seen_ = 0;
    has_previous_ = false;
    market_ = asset_ = sum_xx_ = sum_xy_ = sum_x_ = sum_y_ = 0.0;
  }

 private:
  static double return_of(double price, double previous) {
    return is_near_zero(previous) ? 0.0 : (price - previous) / previous;
  }

  // Moves with every pair.
  Ring xs_;
  Ring ys_;
  int seen_ = 0;
  bool has_previous_ = false;
  double market_ = 0.0;
  double asset_ = 0.0;
  double sum_xx_ = 0.0;
  double sum_xy_ = 0.0;
  double sum_x_ = 0.0;
  double sum_y_ = 0.0;

  // Constant after construction.
  int period_;
  double count_;
};

}  // namespace tw::indicators
