#pragma once

#include "verb.hpp"

namespace tw::app {

// Verbs that tell what is on record or happens now. Each adds itself to `root`, and sets `action`
// when it is chosen.
void add_audit(CLI::App& root, Action& action);
void add_events(CLI::App& root, Action& action);
void add_explain(CLI::App& root, Action& action);

void add_runs(CLI::App& root, Action& action);

}  // namespace tw::app
