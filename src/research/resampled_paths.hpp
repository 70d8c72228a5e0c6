#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "research/resampling.hpp"

namespace tw::research {

/// Returns that paths are made of, ready to be multiplied up.
class ReturnSample {
 public:
  /// Units: fractions; what is below -1 counts as -1, the loss of everything.
  explicit ReturnSample(std::span<const double> returns);

  std::uint32_t size() const { return static_cast<std::uint32_t>(growth_.size() - 1); }
  double mean() const { return mean_; }
  ReturnTables tables() const { return {.growth = growth_.data(), .centred = centred_.data()}; }

 private:
  std::vector<double> growth_;
  std::vector<double> centred_;
  double mean_ = 0.0;
};

/// What is asked of each path.
struct PathQuestions {
  double periods_per_year = 252.0;  ///< What a Sharpe ratio is annualised with.
  bool wants_sharpe = true;
  std::vector<std::uint32_t> stops;  ///< After how many steps the fan looks, ascending.
};

/// What came of neighbouring paths: one value a path in each column.
struct PathResults {
  std::vector<double> wealth;    ///< At the end, from 1.
  std::vector<double> drawdown;  ///< The deepest: a negative fraction, or 0.
  std::vector<double> lowest;    ///< The least wealth on the way, the start included.
  std::vector<double> sharpe;    ///< Annualised, without risk-free rate; NaN where undefined.
  std::vector<float> fan;        ///< Rows of one wealth a stop, a path a row.

  std::size_t size() const { return wealth.size(); }
  void append(const PathResults& more);
};

/// Walks paths [first, first + count) of `plan`. Pure: a path is the same in whatever batch.
///
/// Requires `plan.sample == sample.size()`.
PathResults walk_paths(const ReturnSample& sample, const Resampling& plan,
                       const PathQuestions& questions, std::uint64_t first, std::uint64_t count,
                       const LaneKernels& kernels = best_kernels());

/// Walks the path whose steps are `indices` into the sample: for indices that were given.
PathResults walk_given(const ReturnSample& sample, std::span<const std::uint32_t> indices,
                       const PathQuestions& questions);

}  // namespace tw::research
