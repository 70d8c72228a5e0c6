#pragma once

#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Appends a line for each kind of violation: how many, the first and the last, what followed.
void warn_of_violations(std::vector<std::string>& warnings, const std::vector<Feed>& feeds,
                        const BacktestRun& run);

}  // namespace tw::backtest
