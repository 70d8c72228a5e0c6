#pragma once

#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "diagnosis/subject.hpp"

namespace tw::diagnosis {

/// Runs `spec` again with each numeric parameter that is not at its default moved up and down by a
/// tenth, whole numbers by at least one. Places outside a range, or that contradict another
/// parameter, are left out. Requires what `run_backtest` requires.
std::vector<Neighbour> neighbours_of(const backtest::BacktestSpec& spec,
                                     const std::vector<backtest::Feed>& feeds);

}  // namespace tw::diagnosis
