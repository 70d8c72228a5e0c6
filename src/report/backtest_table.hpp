#pragma once

#include <string>

#include "backtest/backtest_report.hpp"
#include "report/terminal_text.hpp"

namespace tw::report {

/// Returns the report as lines for a terminal: warnings and assumptions first, then the equity
/// curve, the headline figures in groups, the years, and the best and the worst trades.
///
/// No line is longer than the options' width.
std::string backtest_table(const backtest::BacktestReport& report, const TerminalOptions& options);

}  // namespace tw::report
