#pragma once

#include <span>
#include <vector>

#include "research/trial.hpp"

namespace tw::research {

/// Fills in what session equity decides: growth, risk and the shape of returns.
///
/// `returns` is scratch that is left holding the session returns. Formulas and names are those of
/// `analytics::measure`; only what a trial keeps is computed.
/// Units: `equity` in the account's currency, `cash` is what the run began with.
void measure_equity(std::span<const double> equity, double cash, double periods_per_year,
                    std::vector<double>& returns, TrialMetrics& metrics);

/// The closed trades of a run, as they come.
struct TradeTally {
  std::int64_t trades = 0;
  std::int64_t wins = 0;
  double sum_pnl = 0.0;
  double sum_return_wins = 0.0;
  double sum_return_losses = 0.0;

  void add(double pnl, double return_fraction);
  void report(TrialMetrics& metrics) const;
};

}  // namespace tw::research
