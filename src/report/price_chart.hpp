#pragma once

#include <cstddef>
#include <string>

#include "report/chart_data.hpp"

namespace tw::report {

/// Returns the chart of one symbol's price with its trades: a triangle where one began (upwards
/// when long), a diamond where it ended, a line between them; colour and tooltip tell the result.
///
/// At most 150 trades are marked, the largest by money; the script marks the rest when zoomed in.
std::string price_chart(const ChartData& data, std::size_t symbol);

}  // namespace tw::report
