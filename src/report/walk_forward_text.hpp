#pragma once

#include <span>
#include <string>

#include "report/terminal_text.hpp"
#include "research/walk_forward.hpp"

namespace tw::report {

/// Returns the walk-forward as tables: figures, a row a fold, how the parameters moved.
std::string walk_forward_table(const research::WalkForwardReport& report,
                               const TerminalOptions& options);

/// Returns the folds alone, rows from 0, both ends included.
std::string folds_table(std::span<const research::Fold> folds);

}  // namespace tw::report
