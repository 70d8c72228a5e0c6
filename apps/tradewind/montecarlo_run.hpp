#pragma once

#include "montecarlo_flags.hpp"
#include "research/monte_carlo.hpp"

namespace tw::app {

/// Draws or runs what the flags ask for, and says what came of it.
///
/// Errors: throws Failure with one line.
research::MonteCarloReport run_montecarlo(const MonteCarloFlags& flags);

}  // namespace tw::app
