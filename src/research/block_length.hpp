#pragma once

#include <span>

namespace tw::research {

/// Block lengths that make the variance of a resampled mean as right as it gets.
struct BlockLength {
  double stationary = 1.0;  ///< The mean length.
  double circular = 1.0;
};

/// Returns the lengths for the dependence in `sample`, as the formula has them: below 1 where there
/// is next to none, which as a block is 1. Both are 1 for a sample that does not vary.
///
/// Source: Politis and White 2004, with the correction of Patton, Politis and White 2009: a
/// flat-top window up to twice the lag from which autocorrelations are negligible.
BlockLength optimal_block_length(std::span<const double> sample);

}  // namespace tw::research
