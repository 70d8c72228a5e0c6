#pragma once

#include "verb.hpp"

namespace tw::app {

// Verbs that tell what is on record or happens now. Each adds itself to `root`.
void add_audit(Verb root);
void add_events(Verb root);
void add_explain(Verb root);

void add_runs(Verb root);

}  // namespace tw::app
