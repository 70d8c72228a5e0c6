#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "research/figure_spread.hpp"
#include "research/heat.hpp"
#include "research/leaders.hpp"
#include "research/plan.hpp"
#include "research/trial.hpp"
#include "research/trial_runner.hpp"

namespace tw::lab {

/// Which points of a plan are tried, and what is kept of them.
struct SweepTerms {
  research::Plan plan;
  /// The points, in the order in which they count; none is every point of the plan.
  std::optional<std::vector<std::uint64_t>> points;
  research::Goal goal;
  std::size_t top = 10;
  unsigned threads = 0;      ///< 0 is every core. No result depends on it.
  std::uint64_t chunk = 64;  ///< Points that a thread takes at a time.
  std::string checkpoint;    ///< A file to resume from and to write to (`KeptWork`); empty is none.
  std::string data_key;      ///< Names data, spec and program, so that no foreign file is resumed.

  std::uint64_t size() const { return points ? points->size() : *plan.points(); }
};

/// Who is told what, all on the caller's thread.
struct SweepWatch {
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
  std::function<void(const research::TrialRow& row)> on_row;  ///< In order; also those resumed.
};

/// What a sweep came to. Its size does not grow with the number of trials.
struct SweepResult {
  std::uint64_t points = 0;   ///< Looked at, those that contradict themselves included.
  std::uint64_t trials = 0;   ///< Run.
  std::uint64_t ranked = 0;   ///< With a score: requirements met, objective defined.
  std::uint64_t resumed = 0;  ///< Trials that a checkpoint already had.
  std::vector<research::Ranked> top;
  research::FigureSpread scores;  ///< Of the ranked.
  research::FigureSpread
      sharpes;  ///< Of all trials, a year; the deflated Sharpe ratio asks for it.
  std::optional<research::Heat> heat;     ///< Over the first two axes, where there are two.
  double plateau = research::kUndefined;  ///< See `plateau_score`; of the best.
  bool is_complete = true;                ///< False when it was stopped.
};

/// Runs every point of the plan once, on all cores over one copy of the data.
///
/// The result depends on nothing but the plan, the points, the goal and the runners: not on the
/// number of threads, and not on where an earlier run was killed.
/// Errors: throws `std::runtime_error` with one line when the checkpoint cannot be used or written,
/// and whatever a runner throws.
SweepResult run_sweep(const SweepTerms& terms, const research::RunnerSource& runners,
                      const std::stop_token& stop = {}, const SweepWatch& watch = {});

}  // namespace tw::lab
