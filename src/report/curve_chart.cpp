#include "report/curve_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace tw::report {
namespace {

// More than anyone can tell apart in a chart that does not zoom.
constexpr std::size_t kMomentsDrawn = 4000;

std::vector<backtest::TimeLabel> moments_of(const std::vector<NamedCurve>& curves) {
  std::map<std::int64_t, backtest::TimeLabel> by_time;
  for (const NamedCurve& curve : curves) {
    for (const backtest::CurvePoint& point : curve.points) {
      by_time.try_emplace(point.at.at.unix_ns, point.at);
    }
  }
  std::vector<backtest::TimeLabel> moments;
  const std::size_t step = by_time.size() / kMomentsDrawn + 1;
  std::size_t i = 0;
  for (const auto& [time, label] : by_time) {
    if (i % step == 0 || i + 1 == by_time.size()) moments.push_back(label);
    i += 1;
  }
  return moments;
}

std::vector<double> along(const std::vector<backtest::TimeLabel>& moments,
                          const std::vector<backtest::CurvePoint>& points, bool is_index) {
  std::vector<double> values(moments.size(), std::numeric_limits<double>::quiet_NaN());
  if (points.empty()) return values;
  const double unit = is_index ? points.front().value.as_double() / 100.0 : 1.0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    while (next < points.size() && points[next].at.at <= moments[i].at) next += 1;
    const bool is_over = next == points.size() && points.back().at.at < moments[i].at;
    if (next != 0 && !is_over) values[i] = points[next - 1].value.as_double() / unit;
  }
  return values;
}

}  // namespace

ChartData together(const std::vector<NamedCurve>& curves, bool is_index) {
  ChartData data;
  data.at = moments_of(curves);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    data.curves.push_back({.key = "curve_" + std::to_string(i),
                           .name = curves[i].name,
                           .values = along(data.at, curves[i].points, is_index)});
  }
  return data;
}

std::string curve_chart(Chart chart, const std::vector<NamedCurve>& curves, bool is_index) {
  const ChartData data = together(curves, is_index);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    chart.curves.push_back({&data.curves[i], curves[i].style});
  }
  return svg_chart(chart, data);
}

}  // namespace tw::report
