#pragma once

#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/backtest_spec.hpp"

namespace tw::backtest {

/// Returns every convention that the numbers of a run rest on, in plain English, the ones that
/// move results most first. What depends on the data (bars of warm-up found) is the caller's to
/// add.
std::vector<Assumption> assumptions_of(const BacktestSpec& spec);

}  // namespace tw::backtest
