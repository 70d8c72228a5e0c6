#pragma once

#include <span>
#include <string>

#include "research/walk_forward.hpp"

namespace tw::report {

/// Returns the walk-forward as one JSON object: splits with both ends, choices, figures, the
/// stitched curve.
std::string walk_forward_json(const research::WalkForwardReport& report);

/// Returns the folds alone: rows from 0, both ends included.
std::string folds_json(std::span<const research::Fold> folds, std::size_t rows);

}  // namespace tw::report
