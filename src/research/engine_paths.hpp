#pragma once

#include <cstdint>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "research/resampled_paths.hpp"

namespace tw::research {

/// Re-runs of one backtest under other circumstances, each through the whole engine.
///
/// Owns: `spec` and `feeds` must outlive it. Thread: any number may ask at once.
class EnginePaths {
 public:
  EnginePaths(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
              PathQuestions questions);

  /// Returns how many session returns a run has: what the stops of the fan count.
  std::uint32_t sessions() const;
  /// Returns the run as it was.
  PathResults plain() const;
  /// Returns the run on bars with noise of that share; see `with_noise`.
  PathResults noisy(double share, std::uint64_t seed, std::uint64_t path) const;
  /// Returns the run with commission, spread and slippage `multiple` times as high.
  PathResults with_costs(double multiple) const;

 private:
  PathResults run(const backtest::BacktestSpec& spec,
                  const std::vector<backtest::Feed>& feeds) const;

  const backtest::BacktestSpec* spec_;
  const std::vector<backtest::Feed>* feeds_;
  PathQuestions questions_;
  std::vector<double> deviations_;  ///< Of a bar's return, a feed.
};

/// Returns the rules with commission, spread and slippage `multiple` times as high. Fees that the
/// law sets, interest and borrowing are as they were.
sim::SimRules with_costs(const sim::SimRules& rules, double multiple);

/// Returns the multiple of costs at which the return is zero, between neighbours of a ladder of
/// ascending multiples; NaN where the returns do not change sign on it.
double break_even(const std::vector<double>& multiples, const std::vector<double>& returns);

}  // namespace tw::research
