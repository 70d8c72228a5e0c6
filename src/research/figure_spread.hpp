#pragma once

#include <cmath>
#include <cstdint>

namespace tw::research {

/// The mean and the variance of a figure over trials, taken in one at a time.
///
/// Undefined figures are passed over. Source: Welford (1962), which loses no digits to large means.
class FigureSpread {
 public:
  void add(double figure) {
    if (std::isnan(figure)) return;
    count_ += 1;
    const double gap = figure - mean_;
    mean_ += gap / static_cast<double>(count_);
    squares_ += gap * (figure - mean_);
  }

  std::uint64_t count() const { return count_; }
  double mean() const { return mean_; }
  /// With ddof 1; 0 for fewer than two.
  double variance() const { return count_ < 2 ? 0.0 : squares_ / static_cast<double>(count_ - 1); }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0.0;
  double squares_ = 0.0;
};

}  // namespace tw::research
