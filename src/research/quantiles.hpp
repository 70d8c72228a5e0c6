#pragma once

#include <span>
#include <vector>

namespace tw::research {

/// A quantile of what was simulated, with the error that comes from simulating only so often.
struct QuantileEstimate {
  double fraction = 0.0;
  double value = 0.0;
  double error = 0.0;  ///< One standard error.
};

/// Returns the quantiles of `values` at `fractions`, linear between neighbours.
///
/// The error is a quarter of the distance between the order statistics two binomial standard
/// deviations either side, so it needs no density. Reorders `values`.
/// Requires at least one value, ascending fractions in [0, 1], no NaN.
/// Source: numpy.quantile, method "linear"; Woodruff 1952 for the error.
std::vector<QuantileEstimate> quantiles(std::span<double> values,
                                        std::span<const double> fractions);

}  // namespace tw::research
