#pragma once

#include <string>

#include "backtest/backtest_report.hpp"

namespace tw::report {

/// Returns the report as one JSON object: what `tradewind backtest --json` and the API answer.
///
/// Units:  money, prices and quantities plain decimals; ratios and drawdowns fractions; times
///         ISO 8601 UTC, or the session's date. What a run does not define is null.
/// Source: ../shared/DESIGN.md section 6, "Interface contracts"; docs/report.md.
std::string backtest_json(const backtest::BacktestReport& report);

}  // namespace tw::report
