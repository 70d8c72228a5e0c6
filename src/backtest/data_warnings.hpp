#pragma once

#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// Appends a line for each thing that the spec says of symbols and the run has none of, and one
/// for each feed whose prices gap as if by a split that nobody applied.
void warn_of_data(std::vector<std::string>& warnings, const BacktestSpec& spec,
                  const std::vector<Feed>& feeds);

}  // namespace tw::backtest
