#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "research/plan.hpp"

namespace tw::research {

/// Returns the points around `point` that may run: on each axis a twentieth of its values (at least
/// one) down, the same, or up, in every combination; with more than four axes, on one axis at a
/// time.
std::vector<std::uint64_t> neighbours_of(const Plan& plan, std::uint64_t point);

/// How much of what the best trial has over the average one its neighbours have too.
///
/// 1 is a plateau: parameters a little off do as well. 0 is a peak: its neighbours are average.
/// Below 0 it stands on a cliff. NaN without a neighbour whose score is defined, and where the best
/// is no better than the average. Units: scores, the larger the better; `mean_of_all` over every
/// ranked trial.
double plateau_score(double best, std::span<const double> neighbours, double mean_of_all);

}  // namespace tw::research
