#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "report/terminal_text.hpp"
#include "research/heat.hpp"
#include "research/leaders.hpp"
#include "research/plan.hpp"
#include "research/trial.hpp"

namespace tw::report {

/// What a sweep found, in the terms in which it is shown.
struct SweepReport {
  research::Plan plan;
  std::string symbols;  ///< "AAPL" or "A, B".
  std::string data_hash;
  std::string search;  ///< "grid", "random" or "nlopt".
  std::uint64_t seed = 0;
  std::string path;  ///< "columns" or "engine".
  research::Goal goal;

  std::uint64_t points = 0;
  std::uint64_t trials = 0;
  std::uint64_t ranked = 0;
  std::uint64_t resumed = 0;
  std::uint64_t trials_on_data = 0;
  double seconds = 0.0;
  std::vector<research::Ranked> top;
  std::optional<research::Heat> heat;
  double plateau = research::kUndefined;
  double mean_score = research::kUndefined;

  // The inputs of the deflated Sharpe ratio, and what follows from them. Units: as named.
  std::size_t returns = 0;
  double periods_per_year = 252.0;
  double sharpe_mean = 0.0;      ///< Over trials, a year.
  double sharpe_variance = 0.0;  ///< Over trials, a year squared.
  bool is_noise = true;          ///< Luck explains the best.
  bool is_edge = false;          ///< Luck does not, and the choice of parameters holds.
  std::vector<std::pair<std::string, std::optional<double>>> evidence;  ///< Under its JSON keys.
  std::vector<std::string> warnings;
  std::vector<backtest::Assumption> assumptions;  ///< Those of every trial.

  /// Returns the objective's own figure for a score: what is minimised is ranked by its negative.
  double figure_of(double score) const { return goal.objective.maximises ? score : -score; }
};

/// Returns the report as one JSON object.
std::string sweep_json(const SweepReport& report);

/// Returns it as a table for a terminal, with a heat map in characters.
std::string sweep_table(const SweepReport& report, const TerminalOptions& options);

/// Returns it as one HTML page that needs nothing else, for screens light and dark and for paper.
std::string sweep_page(const SweepReport& report);

/// Returns "fast=34 slow=88": the swept parameters of a point.
std::string point_text(const research::Plan& plan, std::uint64_t point);

/// Returns a figure of the evidence as it is read: a count whole, all else with four decimals.
std::string evidence_text(const std::optional<double>& value);

/// Returns the verdict in one sentence: edge, overfit or noise, and why.
std::string verdict_of(const SweepReport& report);

}  // namespace tw::report
