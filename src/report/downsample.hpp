#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tw::report {

/// Returns at most `count_max` ascending indices into the series, which all have one length: the
/// first, the last, and of each bucket the lowest and the highest value of every series, so that a
/// picture of them keeps every extreme. All indices when they are few enough.
///
/// NaN is a gap and never an extreme. Requires `count_max >= 2 + 2 * series.size()`.
std::vector<std::size_t> keep_extremes(std::span<const std::span<const double>> series,
                                       std::size_t count_max);

}  // namespace tw::report
