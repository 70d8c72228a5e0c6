#pragma once

#include <cmath>
#include <optional>

#include "indicators/near_zero.hpp"
#include "indicators/ring.hpp"

namespace tw::indicators {

/// Pearson correlation of the last `period` pairs of samples, from running sums.
///
/// One pass cancels where a spread is tiny beside its level, and then reads 0; that is the price
/// of agreeing with its source.
///
/// Units:  -1 to 1.
/// Source: TA-Lib `CORREL` and its order of sums; golden columns CORREL_HL_30, CORREL_BENCH_30.
class Correlation {
 public:
  /// Requires `period >= 1`.
  explicit Correlation(int period)
      : left_{period}, right_{period}, period_{period}, count_{double(period)} {}

  /// Feeds one pair; returns the correlation, or nothing until `period` pairs are in.
  std::optional<double> update(double x, double y) {
    take_off();
    sum_x_ += x;
    sum_xx_ += x * x;
    sum_xy_ += x * y;
    sum_y_ += y;
    sum_yy_ += y * y;
    old_x_ = left_.push(x);  // Zero until the window is full.
    old_y_ = right_.push(y);
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    const double spread =
        (sum_xx_ - (sum_x_ * sum_x_) / count_) * (sum_yy_ - (sum_y_ * sum_y_) / count_);
    if (is_near_zero_or_negative(spread)) return 0.0;
    return (sum_xy_ - (sum_x_ * sum_y_) / count_) / std::sqrt(spread);
  }

  int warmup() const { return period_ - 1; }
  void reset() {
    left_.reset();
    right_.reset();
    seen_ = 0;
    sum_x_ = sum_xx_ = sum_xy_ = sum_y_ = sum_yy_ = old_x_ = old_y_ = 0.0;
  }

 private:
  void take_off() {
    sum_x_ -= old_x_;
    sum_xx_ -= old_x_ * old_x_;
    sum_xy_ -= old_x_ * old_y_;
    sum_y_ -= old_y_;
    sum_yy_ -= old_y_ * old_y_;
  }

  // Moves with every pair. The old ones drop out of the window with the next pair.
  Ring left_;
  Ring right_;
  int seen_ = 0;
  double sum_x_ = 0.0;
  double sum_xx_ = 0.0;
  double sum_xy_ = 0.0;
  double sum_y_ = 0.0;
  double sum_yy_ = 0.0;
  double old_x_ = 0.0;
  double old_y_ = 0.0;

  // Constant after construction.
  int period_;
  double count_;
};

}  // namespace tw::indicators
