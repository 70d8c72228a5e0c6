#pragma once

#include <string>

#include "report/chart_data.hpp"

namespace tw::report {

/// Returns the page's exact values as JSON for its script; see the head of assets/tear_sheet.js
/// for the shape. Not yet safe inside a script element: see `script_safe`.
std::string page_data(const ChartData& data, const std::string& currency);

}  // namespace tw::report
