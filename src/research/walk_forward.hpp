#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "core/date.hpp"
#include "research/folds.hpp"
#include "research/trial.hpp"

namespace tw::research {

/// One fold's choice and what became of it.
struct FoldOutcome {
  Fold fold;
  Date train_first;
  Date train_last;
  Date test_first;
  Date test_last;
  std::uint64_t point = 0;     ///< Of the plan.
  std::vector<double> values;  ///< One for each parameter; empty when nothing could be chosen.
  double score = kUndefined;   ///< The objective's own figure of the choice, on the training.
  std::uint64_t trials = 0;
  std::uint64_t ranked = 0;
  TrialMetrics in_sample;
  TrialMetrics out_of_sample;
  double in_sample_mean = kUndefined;  ///< Of its returns. Units: a fraction a session.
  std::vector<Date> dates;             ///< Of the test's sessions.
  std::vector<double> returns;         ///< Of each of them, the first against the cash.
};

/// What the tests came to, one after the other.
struct Stitched {
  std::vector<Date> dates;
  std::vector<double> returns;
  std::vector<double> wealth;         ///< From 1, after each session.
  std::vector<std::size_t> sessions;  ///< How many of them are of each fold.
  double total_return = kUndefined;
  double cagr = kUndefined;
  double volatility = kUndefined;
  double sharpe = kUndefined;
  double max_drawdown = kUndefined;
  /// The mean return of the tests over the mean of the trainings' mean returns: how much of what
  /// was promised was kept.
  double efficiency = kUndefined;
  /// The same of annualised growth: the mean of the tests' CAGR over that of the trainings'.
  double efficiency_cagr = kUndefined;
  std::size_t folds_positive = 0;  ///< Tests that gained.
};

/// Puts the tests' returns behind each other: a fold without a choice stays in cash. Where a test
/// has not ended when the next one begins, the next one's counts: no session counts twice.
Stitched stitch(std::span<const FoldOutcome> folds, double periods_per_year);

/// How a parameter moved from fold to fold.
struct Drift {
  std::string name;
  std::vector<std::string> values;  ///< As they are written, a fold each; empty: no choice.
  std::vector<double> numbers;      ///< The same; NaN where there was no choice.
  std::size_t changes = 0;          ///< Folds that chose otherwise than the one before.
};

/// A walk-forward and everything that it says: the one source of terminal table, HTML and JSON.
struct WalkForwardReport {
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string data;
  std::string strategy;
  std::string goal;  ///< "max:sharpe".
  std::vector<std::string> requirements;
  std::vector<std::string> axes;
  FoldPlan plan;
  std::size_t rows = 0;
  double periods_per_year = 252.0;
  std::uint64_t points = 0;   ///< Of the plan, a fold.
  std::uint64_t resumed = 0;  ///< Folds that an earlier run had done.
  std::vector<FoldOutcome> folds;
  std::vector<Drift> drift;
  Stitched stitched;
  std::vector<std::string> warnings;
  std::vector<backtest::Assumption> assumptions;  ///< Those of every run.
};

/// Returns what the reader must know before trusting the figures.
std::vector<std::string> walk_forward_warnings(const WalkForwardReport& report);

}  // namespace tw::research
