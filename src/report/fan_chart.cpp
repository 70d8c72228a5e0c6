#include "report/fan_chart.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "report/axis.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/svg_chart.hpp"

namespace tw::report {
namespace {

constexpr double kBox = 1000.0;  // The plot's own units, both ways.
constexpr int kValueTicks = 6;
constexpr int kStepTicks = 8;
constexpr double kLogFromFactor = 10.0;

/// Where things stand in the plot.
struct FanPlot {
  const research::Fan& fan;
  ValueScale scale;

  double across(std::size_t stop) const {
    return static_cast<double>(fan.steps[stop]) / static_cast<double>(fan.steps.back());
  }
  std::string point(std::size_t stop, double wealth) const {
    return coordinate(across(stop) * kBox) + ' ' + coordinate(height_of(wealth) * kBox);
  }
  /// A wealth of nothing has no logarithm: it stands at the bottom.
  double height_of(double wealth) const {
    return scale.is_log && wealth <= scale.low ? 1.0 : scale.down(wealth);
  }
};

ValueScale scale_of(const research::Fan& fan) {
  double low = 1.0;
  double high = 1.0;
  double least_positive = 1.0;
  const auto widen = [&](const std::vector<double>& curve) {
    for (const double wealth : curve) {
      low = std::min(low, wealth);
      high = std::max(high, wealth);
      if (wealth > 0.0) least_positive = std::min(least_positive, wealth);
    }
  };
  for (const std::vector<double>& curve : fan.quantiles) widen(curve);
  widen(fan.observed);
  if (high / least_positive >= kLogFromFactor) {
    const double margin = std::pow(high / least_positive, 0.05);
    return {.low = least_positive / margin, .high = high * margin, .is_log = true};
  }
  const double margin = std::max(0.05 * (high - low), 0.01);
  return {.low = std::max(0.0, low - margin), .high = high + margin};
}

std::string line(const FanPlot& plot, const std::vector<double>& curve, std::string_view style) {
  std::string path;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    path += (i == 0 ? 'M' : 'L') + plot.point(i, curve[i]);
  }
  return "<path class=\"line " + std::string{style} + "\" d=\"" + path + "\"/>";
}

std::string band(const FanPlot& plot, const std::vector<double>& low,
                 const std::vector<double>& high, std::string_view style) {
  std::string path;
  for (std::size_t i = 0; i < low.size(); ++i) {
    path += (i == 0 ? 'M' : 'L') + plot.point(i, low[i]);
  }
  for (std::size_t i = high.size(); i-- > 0;) path += 'L' + plot.point(i, high[i]);
  return "<path class=\"band " + std::string{style} + "\" d=\"" + path + "Z\"/>";
}

std::string grid(const FanPlot& plot, const std::vector<double>& wealth_ticks,
                 const std::vector<double>& step_ticks) {
  std::string path;
  for (const double tick : wealth_ticks) {
    path += "M0 " + coordinate(plot.height_of(tick) * kBox) + "H1000";
  }
  for (const double tick : step_ticks) {
    path += 'M' + coordinate(tick / plot.fan.steps.back() * kBox) + " 0V1000";
  }
  return "<path class=\"grid\" d=\"" + path + "\"/><path class=\"zero\" d=\"M0 " +
         coordinate(plot.height_of(1.0) * kBox) + "H1000\"/>";
}

std::string wealth_axis(const FanPlot& plot, const std::vector<double>& ticks) {
  std::string html = "<div class=\"y\" aria-hidden=\"true\">";
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
  for (const double tick : ticks) {
    const double own_step =
        plot.scale.is_log ? std::pow(10.0, std::floor(std::log10(tick) + 1e-9)) : step;
    html += "<span style=\"top:" + coordinate(plot.height_of(tick) * 100.0) + "%\">" +
            tick_text(tick, own_step, ChartUnit::Ratio, std::abs(tick)) + "</span>";
  }
  return html + "</div>";
}

std::string step_axis(const FanPlot& plot, const std::vector<double>& ticks) {
  std::string html = "<div class=\"x\" aria-hidden=\"true\">";
  for (const double tick : ticks) {
    const double place = tick / plot.fan.steps.back();
    if (place < 0.02 || place > 0.97) continue;
    html +=
        "<span style=\"left:" + coordinate(place * 100.0) + "%\">" + grouped(tick, 0) + "</span>";
  }
  return html + "</div>";
}

std::string legend(bool has_observed) {
  std::string html =
      "<ul class=\"legend\"><li class=\"strategy\">median</li><li class=\"inner\">half of the "
      "paths</li><li class=\"outer\">90% of the paths</li>";
  if (has_observed) html += "<li class=\"benchmark\">as it was</li>";
  return html + "</ul>";
}

}  // namespace

std::string fan_chart(const research::Fan& fan, std::string_view step_name) {
  TW_ASSERT(fan.steps.size() > 1 && fan.quantiles.size() == std::size(research::kFanFractions));
  const FanPlot plot{.fan = fan, .scale = scale_of(fan)};
  const auto wealth_ticks = plot.scale.is_log
                                ? log_ticks(plot.scale.low, plot.scale.high)
                                : value_ticks(plot.scale.low, plot.scale.high, kValueTicks);
  const auto step_ticks = value_ticks(0.0, fan.steps.back(), kStepTicks);
  const auto& q = fan.quantiles;
  const std::string told = "after " + grouped(fan.steps.back(), 0) + ' ' + std::string{step_name} +
                           " the median is " + grouped(q[2].back(), 3) + ", 90% lie between " +
                           grouped(q[0].back(), 3) + " and " + grouped(q[4].back(), 3);

  std::string html = "<figure class=\"chart\" id=\"fan\"><figcaption><h2>Fan of wealth</h2>" +
                     legend(!fan.observed.empty());
  html += "<p class=\"note\">Wealth from 1, by " + escaped(step_name) + "; " + told + ". Of " +
          grouped(static_cast<double>(fan.paths), 0) + " paths." +
          (plot.scale.is_log ? " Logarithmic scale: equal heights are equal growth." : "") +
          "</p></figcaption>";
  html +=
      "<div class=\"frame\"><div class=\"plot\" role=\"img\" aria-label=\"Quantiles of wealth: " +
      told +
      "\"><svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" "
      "aria-hidden=\"true\">";
  html += grid(plot, wealth_ticks, step_ticks) + band(plot, q[0], q[4], "outer") +
          band(plot, q[1], q[3], "inner");
  if (!fan.observed.empty()) html += line(plot, fan.observed, "benchmark");
  html += line(plot, q[2], "strategy") + "</svg></div>";
  html += wealth_axis(plot, wealth_ticks) + step_axis(plot, step_ticks);
  return html + "</div></figure>\n";
}

}  // namespace tw::report
