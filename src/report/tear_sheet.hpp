#pragma once

#include <string>

#include "backtest/backtest_report.hpp"

namespace tw::report {

/// Returns the report as one HTML page that needs nothing else: style, script, charts and data are
/// inside, and its policy forbids the browser to fetch anything.
///
/// Warnings and assumptions stand first. Charts are drawn here, so the page can be read and printed
/// without script; with it come exact values under the pointer, zoom and the whole trade list.
std::string tear_sheet(const backtest::BacktestReport& report);

}  // namespace tw::report
