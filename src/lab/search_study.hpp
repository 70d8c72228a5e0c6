#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analytics/moments.hpp"
#include "analytics/overfitting.hpp"
#include "lab/sweep.hpp"

namespace tw::lab {

/// What the best of a sweep is worth once every trial is counted.
///
/// Units: Sharpe ratios of one period, not annualised.
struct SearchStudy {
  std::uint64_t trials = 0;   ///< Counted: those of this sweep, or all ever made on the data.
  std::uint64_t sampled = 0;  ///< Trials that the correlation and the cross-validation look at.
  std::size_t returns = 0;    ///< Of each trial.
  analytics::Figured sharpe;  ///< Of the best by the objective.
  analytics::Figured sharpe_deviation;  ///< Over the trials of this sweep, ddof 1.
  analytics::Figured average_correlation;
  analytics::Figured independent_trials;
  analytics::Figured expected_max_sharpe;  ///< What so many trials without skill reach.
  analytics::Figured psr;                  ///< As if the best had been the only trial.
  analytics::Figured dsr;                  ///< Against `expected_max_sharpe`.
  analytics::Figured dsr_all_trials;       ///< As if all trials were independent.
  std::optional<analytics::Overfitting> overfitting;

  /// Whether luck explains the best: its deflated Sharpe ratio is below 95 %. Pure noise is called
  /// something else at most once in twenty times.
  bool is_noise() const { return !dsr || *dsr < 0.95; }

  /// Whether the best stands above luck and its choice holds: what is best on one half of the
  /// sessions is mostly above the median on the other.
  bool is_edge() const { return !is_noise() && (!overfitting || overfitting->pbo < 0.5); }
};

/// How many trials at most the correlation and the cross-validation look at.
inline constexpr std::uint64_t kSampledMax = 1'024;

/// Returns the trials that are looked at: evenly spaced among those that ran, in their order.
std::vector<std::uint64_t> judged_points(const SweepTerms& terms, const SweepResult& result);

/// Judges the best of `result`. Runs up to `kSampledMax` of the trials again, evenly spaced.
///
/// `trials_on_data` is how many trials this data has seen in all; of it and this sweep's own the
/// larger counts. Memory: 256 bytes a sampled trial. Requires a ranked trial.
SearchStudy study_search(const SweepTerms& terms, const SweepResult& result,
                         const research::RunnerSource& runners, double periods_per_year,
                         std::uint64_t trials_on_data);

}  // namespace tw::lab
