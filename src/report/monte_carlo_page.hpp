#pragma once

#include <string>

#include "research/monte_carlo.hpp"

namespace tw::report {

/// Returns the simulation as one HTML page that needs nothing else and runs no script.
std::string monte_carlo_page(const research::MonteCarloReport& report);

}  // namespace tw::report
