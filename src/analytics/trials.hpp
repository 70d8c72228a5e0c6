#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analytics/overfitting.hpp"

namespace tw::analytics {

/// What the best of some trials is worth once all of them are counted.
///
/// Names follow the keys of `tradewind metrics --trials`; docs/metrics.md has the formulas.
/// Units:  Sharpe ratios of one period, not annualised, but for those in `overfitting`.
struct TrialsStudy {
  std::size_t rows = 0;
  std::vector<Figured> sharpes;     ///< One a trial, in their order.
  std::optional<std::size_t> best;  ///< The first with the highest ratio.
  Figured sharpe_deviation;         ///< Of those ratios, ddof 1.
  Figured average_correlation;
  Figured independent_trials;
  Figured expected_max_sr;   ///< Of so many independent trials without skill.
  Figured psr;               ///< Of the best against 0, as if it had been the only trial.
  Figured dsr;               ///< Of the best against `expected_max_sr`.
  Figured dsr_all_trials;    ///< The same as if every trial were independent: the strict reading.
  Figured min_track_record;  ///< Returns until the best is above 0 at 95 %.
  CscvBlocks cut;
  std::optional<Overfitting> overfitting;  ///< Nothing below two rows a block or two trials.
};

/// Measures `trials`, the returns of each over the same periods.
/// Requires one trial or more, all of one length; `blocks` as in `CscvBlocks`.
TrialsStudy study_trials(std::span<const std::vector<double>> trials, double periods_per_year,
                         std::size_t blocks = CscvBlocks::kUsual);

}  // namespace tw::analytics
