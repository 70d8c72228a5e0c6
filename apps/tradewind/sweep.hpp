#pragma once

#include "verb.hpp"

namespace tw::app {

/// Adds `sweep` to `root`, and sets `action` when it is chosen.
void add_sweep(CLI::App& root, Action& action);

}  // namespace tw::app
