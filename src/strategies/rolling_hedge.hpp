#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "indicators/std_dev.hpp"

namespace tw::strategies {

/// The least-squares line of `y` on `x` over a window, and how far the last point lies off it.
///
/// Source: Engle and Granger 1987; the Dickey-Fuller regression has neither lags nor a constant.
class RollingHedge {
 public:
  struct Fit {
    double ratio = 0.0;          ///< Units of `x` for each of `y`.
    double score = 0.0;          ///< The last residual, in deviations of all of them.
    double dickey_fuller = 0.0;  ///< t of the residuals' pull to zero; strongly negative is a pull.
  };

  explicit RollingHedge(int period) : points_(static_cast<std::size_t>(period)) {}

  int warmup() const { return static_cast<int>(points_.size()) - 1; }

  /// Feeds a pair of closes; returns the fit, or nothing until the window is full or where the
  /// prices do not move.
  std::optional<Fit> update(double y, double x) {
    points_[next_] = {y, x};
    next_ = next_ + 1 == points_.size() ? 0 : next_ + 1;
    if (seen_ < points_.size()) seen_ += 1;
    if (seen_ < points_.size()) return std::nullopt;
    return fit();
  }

 private:
  struct Point {
    double y = 0.0;
    double x = 0.0;
  };

  /// Returns the point that came `i` after the oldest.
  const Point& at(std::size_t i) const {
    const std::size_t index = next_ + i;
    return points_[index < points_.size() ? index : index - points_.size()];
  }

  std::optional<Fit> fit() const {
    const auto count = static_cast<double>(points_.size());
    double mean_y = 0.0;
    double mean_x = 0.0;
    for (const Point& point : points_) {
      mean_y += point.y / count;
      mean_x += point.x / count;
    }
    double square = 0.0;
    double product = 0.0;
    for (const Point& point : points_) {
      square += (point.x - mean_x) * (point.x - mean_x);
      product += (point.x - mean_x) * (point.y - mean_y);
    }
    if (square <= 0.0) return std::nullopt;
    const double ratio = product / square;
    const auto off = [&](std::size_t i) { return (at(i).y - mean_y) - ratio * (at(i).x - mean_x); };
    double variance = 0.0;
    double levels = 0.0;
    double pull = 0.0;
    double changes = 0.0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const double now = off(i);
      variance += now * now / count;
      if (i == 0) continue;
      const double before = off(i - 1);
      levels += before * before;
      pull += before * (now - before);
      changes += (now - before) * (now - before);
    }
    const double deviation = indicators::deviation_of(variance);
    if (deviation == 0.0) return std::nullopt;
    return Fit{.ratio = ratio,
               .score = off(points_.size() - 1) / deviation,
               .dickey_fuller = dickey_fuller(levels, pull, changes, count - 2.0)};
  }

  static double dickey_fuller(double levels, double pull, double changes, double freedom) {
    if (levels <= 0.0 || freedom <= 0.0) return 0.0;
    const double slope = pull / levels;
    const double error = (changes - slope * pull) / freedom / levels;
    return error > 0.0 ? slope / std::sqrt(error) : 0.0;
  }

  std::vector<Point> points_;
  std::size_t next_ = 0;
  std::size_t seen_ = 0;
};

}  // namespace tw::strategies
