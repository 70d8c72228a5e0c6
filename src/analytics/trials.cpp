#include "analytics/trials.hpp"

#include "analytics/deflated_sharpe.hpp"
#include "analytics/normal_quantile.hpp"
#include "analytics/sharpe.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

std::optional<std::size_t> highest(std::span<const Figured> figures) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (figures[i] && (!best || *figures[i] > *figures[*best])) best = i;
  }
  return best;
}

Figured deviation_of(std::span<const Figured> figures) {
  std::vector<double> defined;
  for (const Figured figure : figures) {
    if (figure) defined.push_back(*figure);
  }
  return sample_deviation(defined);
}

void deflate(const SharpeError& best, TrialsStudy& study) {
  study.psr = probabilistic_sharpe(best, 0.0);
  study.min_track_record = minimum_track_record(best, 0.0, normal_quantile(0.95));
  if (!study.sharpe_deviation) return;
  const double deviation = *study.sharpe_deviation;
  study.dsr_all_trials =
      deflated_sharpe(best, static_cast<double>(study.sharpes.size()), deviation);
  if (!study.independent_trials) return;
  study.expected_max_sr = expected_maximum_sharpe(*study.independent_trials, deviation);
  study.dsr = deflated_sharpe(best, *study.independent_trials, deviation);
}

}  // namespace

TrialsStudy study_trials(std::span<const std::vector<double>> trials, double periods_per_year,
                         std::size_t blocks) {
  TW_ASSERT(!trials.empty());
  const std::size_t rows = trials.front().size();
  TrialsStudy study{.rows = rows, .cut = CscvBlocks::of(rows, blocks)};
  AverageCorrelation together;
  std::vector<BlockSums> sums;
  for (const std::vector<double>& returns : trials) {
    TW_ASSERT(returns.size() == rows);
    study.sharpes.push_back(period_sharpe(returns, 0.0));
    together.add(returns);
    const auto own = block_sums(returns, study.cut);
    sums.insert(sums.end(), own.begin(), own.end());
  }
  study.best = highest(study.sharpes);
  study.sharpe_deviation = deviation_of(study.sharpes);
  study.average_correlation = together.value();
  if (study.average_correlation) {
    study.independent_trials = independent_trials(trials.size(), *study.average_correlation);
  }
  if (study.best) {
    if (const auto error = sharpe_error(trials[*study.best])) deflate(*error, study);
  }
  if (study.best && trials.size() >= 2 && study.cut.rows_per_block >= 2) {
    study.overfitting = probability_of_overfitting(sums, study.cut, periods_per_year);
  }
  return study;
}

}  // namespace tw::analytics
