#include "lab/search_study.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "analytics/deflated_sharpe.hpp"
#include "analytics/sharpe.hpp"
#include "lab/spread.hpp"

namespace tw::lab {
namespace {

using ReturnsOfTrials = std::vector<std::vector<double>>;

/// What the sampled trials add up to.
struct Sampled {
  analytics::AverageCorrelation correlation;
  analytics::CscvBlocks cut;
  std::vector<analytics::BlockSums> blocks;
};

Sampled run_sample(const SweepTerms& terms, const std::vector<std::uint64_t>& sample,
                   const research::RunnerSource& runners, std::size_t returns) {
  Sampled sampled;
  sampled.cut = analytics::CscvBlocks::of(returns);
  const Spread how{.items = sample.size(), .chunk = 8, .threads = terms.threads};
  std::vector<std::unique_ptr<research::TrialRunner>> workers(how.workers());
  for (auto& worker : workers) worker = runners();
  spread(
      how, {},
      [&](const Chunk& chunk, unsigned worker) {
        ReturnsOfTrials trials;
        for (std::uint64_t i = chunk.first; i < chunk.last; ++i) {
          workers[worker]->run(terms.plan.values_at(sample[i]));
          const auto own = workers[worker]->returns();
          trials.emplace_back(own.begin(), own.end());
        }
        return trials;
      },
      [&](const Chunk&, const ReturnsOfTrials& trials) {
        for (const std::vector<double>& trial : trials) {
          sampled.correlation.add(trial);
          if (sampled.cut.rows_per_block == 0) continue;
          const auto sums = analytics::block_sums(trial, sampled.cut);
          sampled.blocks.insert(sampled.blocks.end(), sums.begin(), sums.end());
        }
      });
  return sampled;
}

}  // namespace

std::vector<std::uint64_t> judged_points(const SweepTerms& terms, const SweepResult& result) {
  std::vector<std::uint64_t> sample;
  std::vector<double> values(terms.plan.base.size());
  const std::uint64_t step =
      std::max<std::uint64_t>(1, (result.trials + kSampledMax - 1) / kSampledMax);
  std::uint64_t allowed = 0;
  for (std::uint64_t i = 0; i < terms.size(); ++i) {
    const std::uint64_t point = terms.points ? (*terms.points)[i] : i;
    terms.plan.values_at(point, values);
    if (terms.plan.contradiction(values)) continue;
    if (allowed++ % step == 0) sample.push_back(point);
  }
  return sample;
}

SearchStudy study_search(const SweepTerms& terms, const SweepResult& result,
                         const research::RunnerSource& runners, double periods_per_year,
                         std::uint64_t trials_on_data) {
  SearchStudy study{.trials = std::max(result.trials, trials_on_data)};
  if (result.top.empty()) return study;
  const auto runner = runners();
  runner->run(terms.plan.values_at(result.top.front().row.point));
  const auto best = analytics::sharpe_error(runner->returns());
  study.returns = runner->returns().size();
  const std::vector<std::uint64_t> sample = judged_points(terms, result);
  study.sampled = sample.size();
  const Sampled sampled = run_sample(terms, sample, runners, study.returns);
  study.average_correlation = sampled.correlation.value();
  if (sampled.cut.rows_per_block > 0 && sample.size() >= 2) {
    study.overfitting =
        analytics::probability_of_overfitting(sampled.blocks, sampled.cut, periods_per_year);
  }
  if (!best) return study;
  study.sharpe = best->sharpe;
  study.psr = analytics::probabilistic_sharpe(*best, 0.0);
  // One ratio among many trials has no spread, and so nothing says how far luck reaches.
  if (result.sharpes.count() < 2 && study.trials > 1) return study;
  const double deviation = std::sqrt(result.sharpes.variance() / periods_per_year);
  study.sharpe_deviation = deviation;
  study.independent_trials =
      analytics::independent_trials(study.trials, study.average_correlation.value_or(0.0));
  study.expected_max_sharpe =
      analytics::expected_maximum_sharpe(*study.independent_trials, deviation);
  study.dsr = analytics::deflated_sharpe(*best, *study.independent_trials, deviation);
  study.dsr_all_trials =
      analytics::deflated_sharpe(*best, static_cast<double>(study.trials), deviation);
  return study;
}

}  // namespace tw::lab
