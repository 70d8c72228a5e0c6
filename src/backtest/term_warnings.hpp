#pragma once

#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Appends a line for each option whose terms name symbols that the run does not trade.
void warn_of_unused_terms(std::vector<std::string>& warnings, const BacktestSpec& spec,
                          const std::vector<Feed>& feeds);

}  // namespace tw::backtest
