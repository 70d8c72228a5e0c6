#pragma once

#include <string>

#include "research/walk_forward.hpp"

namespace tw::report {

/// Returns the walk-forward as one HTML page that needs nothing else and runs no script: the
/// stitched curve, its drawdown, each parameter's drift and a row a fold.
std::string walk_forward_page(const research::WalkForwardReport& report);

}  // namespace tw::report
