#pragma once

#include "verb.hpp"

namespace tw::app {

// Verbs that ask vendors of market data. Each adds itself to `root`, and sets `action` when it is
// chosen.
void add_chain(CLI::App& root, Action& action);
void add_config(CLI::App& root, Action& action);
void add_fundamentals(CLI::App& root, Action& action);
void add_history(CLI::App& root, Action& action);
void add_providers(CLI::App& root, Action& action);
void add_quote(CLI::App& root, Action& action);
void add_search(CLI::App& root, Action& action);
void add_watch(CLI::App& root, Action& action);

}  // namespace tw::app
