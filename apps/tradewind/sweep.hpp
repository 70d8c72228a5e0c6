#pragma once

#include "verb.hpp"

namespace tw::app {

/// Adds `sweep` to `root`, and sets `action` when it is chosen.
void add_sweep(Verb root);

}  // namespace tw::app
