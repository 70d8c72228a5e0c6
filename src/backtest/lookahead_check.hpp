#pragma once

#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// What a truncate-and-compare check found.
struct LookaheadCheck {
  int cuts = 0;                   ///< At how many moments the future was taken away.
  std::vector<Timestamp> faults;  ///< The cuts before which a run without it asked otherwise.
};

/// Runs `spec` again on the data up to `cuts` moments of the range and compares what was asked for
/// until then with what `run` asked for. A strategy that looks ahead decides differently.
///
/// The moments follow from the data's size alone, so the same inputs give the same answer.
LookaheadCheck check_lookahead(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                               const BacktestRun& run, int cuts);

}  // namespace tw::backtest
