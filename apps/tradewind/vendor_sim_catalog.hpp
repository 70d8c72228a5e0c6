#pragma once

#include <string>

#include "vendor_sim/catalog.hpp"

namespace tw::app {

/// Returns what a double answers from: each "SYMBOL.csv" of `folder`, with "SYMBOL.actions.csv"
/// beside it where there is one; without a folder the store of `home` with its table of corporate
/// actions; where that keeps no bars, the demo's histories.
/// Errors: throws Failure, BadData.
vendor_sim::Catalog vendor_sim_catalog(const std::string& folder, const std::string& home);

}  // namespace tw::app
