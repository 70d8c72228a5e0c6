#pragma once

#include "verb.hpp"

namespace tw::app {

// Verbs that ask vendors of market data. Each adds itself to `root`.
void add_chain(Verb root);
void add_config(Verb root);
void add_fundamentals(Verb root);
void add_history(Verb root);
void add_providers(Verb root);
void add_quote(Verb root);
void add_search(Verb root);
void add_watch(Verb root);

}  // namespace tw::app
