#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "research/trial.hpp"

namespace tw::research {

/// Runs one set of parameters after the other over the same data.
///
/// Each worker has one of its own, with its scratch memory; what they share is only read.
class TrialRunner {
 public:
  virtual ~TrialRunner() = default;

  /// Returns the figures of a run with these values, one for each parameter of the strategy.
  /// Requires values that do not contradict themselves.
  virtual TrialMetrics run(std::span<const double> values) = 0;
  /// Returns the session returns of the run that `run` made last.
  /// Owns: valid until the next run.
  virtual std::span<const double> returns() const = 0;
};

/// Makes a runner for one more worker. Called from the thread that spreads the work.
using RunnerSource = std::function<std::unique_ptr<TrialRunner>()>;

/// Returns how many session returns a year has for the figures of such a feed.
double returns_per_year(const backtest::Feed& feed);

/// Returns runners that put every trial through the whole engine, as `backtest` does.
///
/// Owns: `spec` and `feeds` must outlive the runners.
RunnerSource engine_runners(const backtest::BacktestSpec& spec,
                            const std::vector<backtest::Feed>& feeds);

}  // namespace tw::research
