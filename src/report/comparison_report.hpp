#pragma once

#include <string>

#include "backtest/run_comparison.hpp"
#include "report/terminal_text.hpp"

namespace tw::report {

std::string comparison_table(const backtest::RunComparison& comparison,
                             const TerminalOptions& options);
std::string comparison_json(const backtest::RunComparison& comparison);

/// Returns one page without script: equity of all runs from 100 on, metrics side by side, what
/// trades differ, correlations.
std::string comparison_page(const backtest::RunComparison& comparison);

}  // namespace tw::report
