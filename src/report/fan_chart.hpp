#pragma once

#include <string>

#include "research/monte_carlo.hpp"

namespace tw::report {

/// Returns a fan of wealth as a <figure>: the median with its two bands and, where there is one,
/// the history itself. Wealth is logarithmic where it spans a factor of ten. Readable without
/// script.
///
/// `step_name` is what a step is called: "sessions", "trades". Requires a fan with two steps.
std::string fan_chart(const research::Fan& fan, std::string_view step_name);

}  // namespace tw::report
