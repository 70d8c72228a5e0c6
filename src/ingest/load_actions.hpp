#pragma once

#include <expected>
#include <string>
#include <vector>

#include "formats/csv_actions.hpp"
#include "ingest/load_bars.hpp"

namespace tw::ingest {

/// Reads a file of corporate actions. Rows that name no symbol get `symbol`; where that is empty
/// they keep none.
std::expected<std::vector<formats::DatedAction>, LoadError> load_actions(const std::string& path,
                                                                         const std::string& symbol);

/// Returns the symbol that a file's name tells: "AAPL" of "actions/aapl.csv".
std::string symbol_of_file(const std::string& path);

}  // namespace tw::ingest
