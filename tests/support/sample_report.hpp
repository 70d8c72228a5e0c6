#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::support {

/// What a sample report is made of.
struct SampleRun {
  std::uint64_t seed = 7;
  std::vector<std::string> symbols{"AAPL"};
  std::size_t sessions = 1260;
  int bars_per_session = 1;  ///< Above 1 the labels are instants, five minutes apart.
  std::size_t fast = 10;
  std::size_t slow = 30;
};

/// Returns the report of a crossover of averages on seeded random walks: every figure in it is
/// computed, so that curves, trades and statistics belong together. For tests of the formats.
backtest::BacktestReport sample_report(const SampleRun& run = {});

}  // namespace tw::support
