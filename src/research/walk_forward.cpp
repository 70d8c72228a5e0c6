#include "research/walk_forward.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/drawdown.hpp"
#include "analytics/moments.hpp"
#include "analytics/returns.hpp"
#include "analytics/sharpe.hpp"

namespace tw::research {
namespace {

double value_or_undefined(analytics::Figured figure) { return figure.value_or(kUndefined); }

/// Returns the mean of those that are defined.
double mean_of(std::span<const double> values) {
  double sum = 0.0;
  double count = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    count += 1.0;
  }
  return count > 0.0 ? sum / count : kUndefined;
}

/// Returns how much was kept of what was promised; undefined where nothing was promised.
double kept(double out_of_sample, double in_sample) {
  return in_sample > 0.0 ? out_of_sample / in_sample : kUndefined;
}

/// Returns how many sessions of a test are not over when the next one begins.
std::size_t sessions_shared(const FoldOutcome& fold, const FoldOutcome& next) {
  if (fold.fold.test.last <= next.fold.test.first) return 0;
  const auto begun = std::ranges::lower_bound(fold.dates, next.test_first);
  return static_cast<std::size_t>(fold.dates.end() - begun);
}

}  // namespace

Stitched stitch(std::span<const FoldOutcome> folds, double periods_per_year) {
  Stitched all;
  std::vector<double> in_sample;
  std::vector<double> in_sample_cagr;
  std::vector<double> cagr;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const FoldOutcome& fold = folds[i];
    all.dates.insert(all.dates.end(), fold.dates.begin(), fold.dates.end());
    all.returns.insert(all.returns.end(), fold.returns.begin(), fold.returns.end());
    const std::size_t shared = i + 1 < folds.size() ? sessions_shared(fold, folds[i + 1]) : 0;
    all.dates.resize(all.dates.size() - shared);
    all.returns.resize(all.returns.size() - shared);
    all.sessions.push_back(fold.dates.size() - shared);
    in_sample.push_back(fold.in_sample_mean);
    in_sample_cagr.push_back(fold.in_sample[TrialMetric::Cagr]);
    cagr.push_back(fold.out_of_sample[TrialMetric::Cagr]);
    if (analytics::compound(fold.returns) > 0.0) all.folds_positive += 1;
  }
  if (all.returns.empty()) return all;
  const std::vector<double> wealth = analytics::wealth_curve(all.returns);
  all.wealth.assign(wealth.begin() + 1, wealth.end());
  all.total_return = analytics::compound(all.returns);
  const double years = static_cast<double>(all.returns.size()) / periods_per_year;
  all.cagr = std::pow(std::max(0.0, 1.0 + all.total_return), 1.0 / years) - 1.0;
  const double root = std::sqrt(periods_per_year);
  all.volatility =
      value_or_undefined(analytics::scaled(analytics::sample_deviation(all.returns), root));
  all.sharpe =
      value_or_undefined(analytics::scaled(analytics::period_sharpe(all.returns, 0.0), root));
  const auto deepest = analytics::deepest(analytics::find_drawdowns(wealth));
  all.max_drawdown = deepest ? deepest->depth : 0.0;
  all.efficiency = kept(*analytics::mean(all.returns), mean_of(in_sample));
  all.efficiency_cagr = kept(mean_of(cagr), mean_of(in_sample_cagr));
  return all;
}

std::vector<std::string> walk_forward_warnings(const WalkForwardReport& report) {
  constexpr double kEfficiencyMin = 0.5;
  constexpr std::size_t kFoldsMin = 5;
  std::vector<std::string> warnings;
  const std::size_t folds = report.folds.size();
  const auto empty = static_cast<std::size_t>(
      std::ranges::count_if(report.folds, [](const FoldOutcome& f) { return f.values.empty(); }));
  if (empty > 0) {
    warnings.push_back(std::to_string(empty) + " of " + std::to_string(folds) +
                       " folds chose nothing: no run met the requirements with a defined"
                       " objective; they stay in cash");
  }
  if (folds < kFoldsMin) {
    warnings.push_back("only " + std::to_string(folds) +
                       " folds: too few to tell luck from habit; shorten the test");
  }
  if (report.stitched.efficiency < kEfficiencyMin) {
    warnings.push_back(
        "the tests kept less than half of what the trainings earned: much of it was"
        " fitted to noise");
  }
  if (report.stitched.total_return < 0.0) {
    warnings.push_back("out of sample it lost money, whatever a backtest over everything shows");
  }
  for (const Drift& drift : report.drift) {
    if (folds >= kFoldsMin && drift.changes * 2 > folds) {
      warnings.push_back(drift.name + " changed in " + std::to_string(drift.changes) + " of " +
                         std::to_string(folds - 1) +
                         " steps: the best value does not last as long as a fold");
    }
  }
  return warnings;
}

}  // namespace tw::research
