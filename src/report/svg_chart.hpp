#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/axis.hpp"
#include "report/chart_data.hpp"

namespace tw::report {

/// One line or area of a chart. Owns: the curve is the ChartData's.
struct ChartCurve {
  const Curve* curve = nullptr;
  std::string_view style;  ///< Its colour's name in the style sheet: "strategy", "benchmark", ...
};

/// What a chart shows and how: the browser redraws it from the same members.
struct Chart {
  enum class Fill : std::uint8_t {
    None,
    BelowFirst,  ///< From the first curve down to the bottom.
    FromTop,     ///< Values hang from zero at the top, as a drawdown does.
    Band,        ///< Between the second and the third curve, wherever both are.
  };
  std::string_view id;
  std::string title;
  std::string note;     ///< One sentence below the title.
  std::string summary;  ///< What a screen reader says instead of the picture.
  std::vector<ChartCurve> curves;
  ChartUnit unit = ChartUnit::Money;
  Fill fill = Fill::None;
  bool has_log_scale = false;  ///< Used from the start where values span a factor of ten.
  bool has_zero_line = false;
  int price_symbol = -1;  ///< Index of the symbol whose trades it marks; negative: none.
};

/// Where values stand in a chart, 0 at the top and 1 at the bottom.
struct ValueScale {
  double low = 0.0;
  double high = 1.0;
  bool is_log = false;

  double down(double value) const;
};

/// Returns the scale that shows every value with a margin; the drawdown's top is zero.
ValueScale value_scale(const Chart& chart);

/// Returns the chart as a <figure>: title, legend, plot and axes, readable without script.
///
/// The plot is stretched to its frame, so lines do not scale and texts stand beside it in HTML.
/// `overlay` is HTML inside the plot, such as markers, and already escaped.
std::string svg_chart(const Chart& chart, const ChartData& data, std::string_view overlay = {});

}  // namespace tw::report
