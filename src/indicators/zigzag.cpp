#include "indicators/zigzag.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/assert.hpp"

namespace tw::indicators {
namespace {

enum class Leg { None, Up, Down };

struct Point {
  double price = 0.0;
  std::size_t at = 0;
};

/// Follows one leg after the other; the turning points are what it leaves behind.
class Tracer {
 public:
  Tracer(std::span<const double> high, std::span<const double> low, double share)
      : high_{high}, low_{low}, share_{share} {
    reference_ = {.price = (high[0] + low[0]) / 2.0, .at = 0};
    extreme_ = {.price = (high[1] + low[1]) / 2.0, .at = 1};
  }

  std::vector<Point> trace() {
    for (std::size_t i = 1; i < high_.size(); ++i) step(i);
    keep(reference_);
    keep(extreme_);
    return points_;
  }

 private:
  void step(std::size_t i) {
    const double floor = extreme_.price * (1.0 - share_);
    const double ceiling = extreme_.price * (1.0 + share_);
    const double highest = std::max(extreme_.price, high_[i]);
    const double lowest = std::min(extreme_.price, low_[i]);
    if (leg_ == Leg::None) {
      if (lowest <= floor) leg_ = Leg::Down;
      if (highest >= ceiling) leg_ = Leg::Up;
    }
    if (leg_ == Leg::Down) {
      if (low_[i] == lowest) extreme_ = {.price = low_[i], .at = i};
      if (high_[i] >= ceiling) return turn(Leg::Up, {.price = high_[i], .at = i});
    } else if (leg_ == Leg::Up) {
      if (high_[i] == highest) extreme_ = {.price = high_[i], .at = i};
      if (low_[i] <= floor) return turn(Leg::Down, {.price = low_[i], .at = i});
    }
  }

  void turn(Leg leg, Point extreme) {
    keep(reference_);
    reference_ = extreme_;
    extreme_ = extreme;
    leg_ = leg;
  }

  /// One bar can end a leg and begin the next: the later point stands for it.
  void keep(Point point) {
    if (!points_.empty() && points_.back().at == point.at) points_.pop_back();
    points_.push_back(point);
  }

  std::span<const double> high_;
  std::span<const double> low_;
  double share_;
  Leg leg_ = Leg::None;
  Point reference_;
  Point extreme_;
  std::vector<Point> points_;
};

}  // namespace

std::vector<double> zigzag(std::span<const double> high, std::span<const double> low,
                           double percent) {
  TW_ASSERT(high.size() == low.size());
  std::vector<double> line(high.size(), std::numeric_limits<double>::quiet_NaN());
  if (high.size() < 2) return line;
  const std::vector<Point> points = Tracer{high, low, percent / 100.0}.trace();
  line[points.front().at] = points.front().price;
  for (std::size_t k = 1; k < points.size(); ++k) {
    const Point from = points[k - 1];
    const Point to = points[k];
    if (to.at <= from.at) continue;
    const double slope = (to.price - from.price) / static_cast<double>(to.at - from.at);
    for (std::size_t i = from.at + 1; i <= to.at; ++i) {
      line[i] = from.price + slope * static_cast<double>(i - from.at);
    }
    line[to.at] = to.price;
  }
  return line;
}

}  // namespace tw::indicators
