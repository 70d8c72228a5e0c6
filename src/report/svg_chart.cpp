#include "report/svg_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/downsample.hpp"
#include "report/html.hpp"

namespace tw::report {
namespace {

constexpr std::size_t kDrawnPointsMax = 1500;
constexpr double kBox = 1000.0;  // The plot's own units, both ways.
constexpr int kValueTicks = 6;
constexpr double kLogFromFactor = 10.0;
constexpr std::size_t kTimeTicksMax = 12;

double across(std::size_t point, std::size_t count) {
  return count < 2 ? 0.0 : static_cast<double>(point) / static_cast<double>(count - 1);
}

/// Returns the points of a curve that the eye can tell apart.
std::vector<std::size_t> drawn_points(const std::vector<double>& values) {
  const std::span<const double> series{values};
  return keep_extremes({&series, 1}, kDrawnPointsMax);
}

std::string path_of(const std::vector<double>& values, const ValueScale& scale) {
  std::string path;
  bool is_down = false;
  for (const std::size_t i : drawn_points(values)) {
    if (!std::isfinite(values[i])) {
      is_down = false;
      continue;
    }
    path += is_down ? 'L' : 'M';
    path += coordinate(across(i, values.size()) * kBox) + ' ' +
            coordinate(scale.down(values[i]) * kBox);
    is_down = true;
  }
  return path;
}

/// Returns the closed outline between a curve without gaps and the line at `edge` (0 top, 1
/// bottom).
std::string area_of(const std::vector<double>& values, const ValueScale& scale, double edge) {
  std::string path = path_of(values, scale);
  if (path.empty()) return path;
  const auto is_real = [](double value) { return std::isfinite(value); };
  const auto first = std::ranges::find_if(values, is_real) - values.begin();
  const auto last =
      std::ranges::find_if(values.rbegin(), values.rend(), is_real).base() - values.begin() - 1;
  const std::string level = coordinate(edge * kBox);
  path +=
      'L' + coordinate(across(static_cast<std::size_t>(last), values.size()) * kBox) + ' ' + level;
  path +=
      'L' + coordinate(across(static_cast<std::size_t>(first), values.size()) * kBox) + ' ' + level;
  return path + 'Z';
}

/// Returns the outline of what lies between two curves on the same moments.
std::string band_of(const std::vector<double>& one, const std::vector<double>& other,
                    const ValueScale& scale) {
  std::string path;
  std::string back;
  const std::size_t step = std::max<std::size_t>(1, one.size() / kDrawnPointsMax);
  for (std::size_t i = 0; i < one.size(); i += step) {
    if (!std::isfinite(one[i]) || !std::isfinite(other[i])) continue;
    const std::string x = coordinate(across(i, one.size()) * kBox) + ' ';
    path += (path.empty() ? 'M' : 'L') + x + coordinate(scale.down(one[i]) * kBox);
    back.insert(0, 'L' + x + coordinate(scale.down(other[i]) * kBox));
  }
  return path + back + 'Z';
}

constexpr std::string_view kTradeLegend =
    "<ul class=\"legend ends\"><li class=\"long\">long</li><li class=\"short\">short</li>"
    "<li class=\"exit\">exit</li><li class=\"gain\">gain</li><li class=\"loss\">loss</li></ul>";

std::string legend(const Chart& chart) {
  if (chart.price_symbol >= 0) return std::string{kTradeLegend};
  if (chart.curves.size() < 2) return {};
  std::string html = "<ul class=\"legend\">";
  for (const ChartCurve& shown : chart.curves) {
    html +=
        "<li class=\"" + std::string{shown.style} + "\">" + escaped(shown.curve->name) + "</li>";
  }
  return html + "</ul>";
}

std::string log_switch(const Chart& chart, bool is_log) {
  if (!chart.has_log_scale) return {};
  return "<button type=\"button\" class=\"log scripted\" aria-pressed=\"" +
         std::string{is_log ? "true" : "false"} + "\">Log scale</button>";
}

std::string lines(const Chart& chart, const ValueScale& scale,
                  const std::vector<double>& value_tick_list,
                  const std::vector<TimeTick>& time_tick_list, std::size_t count) {
  std::string grid;
  for (const double tick : value_tick_list) {
    grid += "M0 " + coordinate(scale.down(tick) * kBox) + "H1000";
  }
  for (const TimeTick& tick : time_tick_list) {
    grid += 'M' + coordinate(across(tick.point, count) * kBox) + " 0V1000";
  }
  std::string html = "<path class=\"grid\" d=\"" + grid + "\"/>";
  if (chart.has_zero_line) {
    html += "<path class=\"zero\" d=\"M0 " + coordinate(scale.down(0.0) * kBox) + "H1000\"/>";
  }
  if (chart.fill == Chart::Fill::Band && chart.curves.size() > 2) {
    html += "<path class=\"between\" d=\"" +
            band_of(chart.curves[1].curve->values, chart.curves[2].curve->values, scale) + "\"/>";
  } else if (chart.fill != Chart::Fill::None && !chart.curves.empty()) {
    const double edge = chart.fill == Chart::Fill::FromTop ? 0.0 : 1.0;
    html += "<path class=\"area " + std::string{chart.curves.front().style} + "\" d=\"" +
            area_of(chart.curves.front().curve->values, scale, edge) + "\"/>";
  }
  for (auto shown = chart.curves.rbegin(); shown != chart.curves.rend(); ++shown) {
    html += "<path class=\"line " + std::string{shown->style} + "\" data-key=\"" +
            escaped(shown->curve->key) + "\" d=\"" + path_of(shown->curve->values, scale) + "\"/>";
  }
  return html;
}

std::string value_axis(const Chart& chart, const ValueScale& scale,
                       const std::vector<double>& ticks) {
  std::string html = "<div class=\"y\" aria-hidden=\"true\">";
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
  double largest = 0.0;
  for (const double tick : ticks) largest = std::max(largest, std::abs(tick));
  for (const double tick : ticks) {
    const double own_step =
        scale.is_log ? std::pow(10.0, std::floor(std::log10(tick) + 1e-9)) : step;
    html += "<span style=\"top:" + coordinate(scale.down(tick) * 100.0) + "%\">" +
            tick_text(tick, own_step, chart.unit, scale.is_log ? tick : largest) + "</span>";
  }
  return html + "</div>";
}

std::string time_axis(const std::vector<TimeTick>& ticks, std::size_t count) {
  std::string html = "<div class=\"x\" aria-hidden=\"true\">";
  double previous = -1.0;
  for (const TimeTick& tick : ticks) {
    const double place = across(tick.point, count);
    if (place - previous < 0.05 || place < 0.02 || place > 0.98) continue;
    previous = place;
    html += "<span style=\"left:" + coordinate(place * 100.0) + "%\">" + tick.text + "</span>";
  }
  return html + "</div>";
}

/// Tells the browser's script what it would otherwise have to guess.
std::string attributes(const Chart& chart, bool is_log) {
  constexpr std::string_view kFills[] = {"none", "below", "top", "band"};
  std::string html = " data-unit=\"" + std::string{name_of(chart.unit)} + "\" data-fill=\"" +
                     std::string{kFills[static_cast<std::size_t>(chart.fill)]} + '"';
  if (chart.has_zero_line) html += " data-zero=\"1\"";
  if (is_log) html += " data-log=\"1\"";
  if (chart.price_symbol >= 0) {
    html += " data-symbol=\"" + std::to_string(chart.price_symbol) + '"';
  }
  return html;
}

}  // namespace

double ValueScale::down(double value) const {
  if (is_log) return std::log(high / value) / std::log(high / low);
  return (high - value) / (high - low);
}

ValueScale value_scale(const Chart& chart) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const ChartCurve& shown : chart.curves) {
    for (const double value : shown.curve->values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (chart.has_zero_line) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  if (!(low <= high)) return {};
  if (chart.has_log_scale && low > 0.0 && high / low >= kLogFromFactor) {
    const double margin = std::pow(high / low, 0.05);
    return {.low = low / margin, .high = high * margin, .is_log = true};
  }
  const bool hangs = chart.fill == Chart::Fill::FromTop;
  if (hangs) high = 0.0;
  const double range = high > low ? high - low : std::max(std::abs(high) * 0.1, 0.01);
  const double margin = range * 0.05;
  return {.low = low - (high > low ? margin : range),
          .high = hangs ? 0.0 : high + (high > low ? margin : range)};
}

std::string svg_chart(const Chart& chart, const ChartData& data, std::string_view overlay) {
  const ValueScale scale = value_scale(chart);
  const auto value_tick_list = scale.is_log ? log_ticks(scale.low, scale.high)
                                            : value_ticks(scale.low, scale.high, kValueTicks);
  const auto time_tick_list = time_ticks(data.at, kTimeTicksMax);
  const std::size_t count = data.at.size();

  std::string html = "<figure class=\"chart\" id=\"" + escaped(chart.id) + '"';
  html += attributes(chart, scale.is_log) + "><figcaption><h2>" + escaped(chart.title) + "</h2>";
  html += legend(chart) + log_switch(chart, scale.is_log);
  html += "<p class=\"note\"><span class=\"said\">" + escaped(chart.note) + "</span>";
  html += std::string{"<span class=\"scale\""} + (scale.is_log ? "" : " hidden") +
          "> Logarithmic scale: equal heights are equal growth.</span></p>";
  html += "</figcaption><div class=\"frame\"><div class=\"plot\" role=\"img\" aria-label=\"" +
          escaped(chart.summary) + "\">";
  html += "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  html += lines(chart, scale, value_tick_list, time_tick_list, count);
  html += "</svg><div class=\"marks\">" + std::string{overlay} + "</div></div>";
  html += value_axis(chart, scale, value_tick_list) + time_axis(time_tick_list, count);
  return html + "</div></figure>\n";
}

}  // namespace tw::report
