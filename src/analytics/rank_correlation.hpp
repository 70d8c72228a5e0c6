#pragma once

#include <span>
#include <vector>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// Returns the rank of each value, 1 for the least; equals share the mean of their ranks.
std::vector<double> ranks(std::span<const double> sample);

/// Returns Spearman's rho: Pearson's correlation of the ranks.
Figured rank_correlation(std::span<const double> a, std::span<const double> b);

/// Returns Kendall's tau-b: pairs in the same order less pairs in opposite order, over the
/// geometric mean of the pairs that are not tied on each side.
///
/// Source: Knight, "A Computer Method for Calculating Kendall's Tau with Ungrouped Data" (1966):
///         the exchanges of a merge sort, so n log n.
Figured kendall_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace tw::analytics
