#pragma once

#include <string>

#include "research/monte_carlo.hpp"

namespace tw::report {

/// Returns the simulation as one JSON object: every figure with the inputs to check it.
std::string monte_carlo_json(const research::MonteCarloReport& report);

}  // namespace tw::report
