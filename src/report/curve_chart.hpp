#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "report/chart_data.hpp"
#include "report/svg_chart.hpp"

namespace tw::report {

/// A curve with its own moments and the colour that it is drawn in.
struct NamedCurve {
  std::string name;
  std::string_view style;  ///< Of the style sheet: "strategy", "gain", "run3".
  std::vector<backtest::CurvePoint> points;
};

/// Curves on the moments of all of them: where one has none, its last value; NaN before its first
/// and after its last. With `is_index` each begins at 100.
ChartData together(const std::vector<NamedCurve>& curves, bool is_index);

/// Returns the curves as one chart that needs no script. `chart` says how; its curves are filled
/// in.
std::string curve_chart(Chart chart, const std::vector<NamedCurve>& curves, bool is_index);

}  // namespace tw::report
