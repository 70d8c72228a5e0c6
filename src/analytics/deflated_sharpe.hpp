#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analytics/moments.hpp"
#include "analytics/sharpe.hpp"

namespace tw::analytics {

/// Returns how many independent trials `trials` correlated ones are worth: p + (1 - p) trials,
/// rounded up, where p is the mean correlation of all pairs of their returns.
///
/// Source: Bailey and Lopez de Prado, "The Deflated Sharpe Ratio" (2014), appendix: the implied
///         number of independent trials.
double independent_trials(std::size_t trials, double average_correlation);

/// Returns the Sharpe ratio that the best of `trials` independent ones without any skill reaches on
/// average; 0 for one trial, which chooses nothing.
///
/// Units:  as `sharpe_deviation`, which is the standard deviation over the trials' Sharpe ratios.
/// Source: Bailey and Lopez de Prado, "The Deflated Sharpe Ratio" (2014), eq. 1: the mean of the
///         maximum of normals is (1 - g) Z(1 - 1/n) + g Z(1 - 1/(n e)), g Euler's constant.
double expected_maximum_sharpe(double trials, double sharpe_deviation);

/// Returns the probability that the best trial's true Sharpe ratio is above zero once the search
/// that found it is paid for: the probabilistic ratio against `expected_maximum_sharpe`.
///
/// `best` and `sharpe_deviation` are of one period, not annualised.
/// Source: the same paper, eq. 2.
Figured deflated_sharpe(const SharpeError& best, double trials, double sharpe_deviation);

/// The mean correlation over all pairs of trials, in one pass and memory for one trial.
///
/// The sum over all pairs is (|sum of the standardised returns|^2 - trials) / 2, so that no pair is
/// looked at. The order of adding changes the last digits only; add in one order for one result.
class AverageCorrelation {
 public:
  /// Adds a trial; all must have one length. One without variation correlates with nothing: it
  /// counts as a trial and adds 0 to every pair.
  void add(std::span<const double> returns);

  std::size_t trials() const { return trials_; }
  /// Returns nothing for fewer than two trials, or when none varies.
  Figured value() const;

 private:
  std::vector<double> total_;  ///< The sum of all standardised returns, a period.
  std::size_t trials_ = 0;
  std::size_t varying_ = 0;
};

}  // namespace tw::analytics
