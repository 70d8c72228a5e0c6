#pragma once

#include <string>
#include <vector>

#include "ingest/csv_import.hpp"
#include "ingest/load_bars.hpp"

namespace tw::app {

/// A real history that an npm package carries and `scripts/up` installs.
struct DemoHistory {
  const char* symbol;
  const char* source;   ///< As the store keeps it.
  const char* package;  ///< Where the file is below node_modules.
  const char* file;
};

/// S&P 500, 2000 to 2020, and Apple, 2013 to 2018.
inline constexpr DemoHistory kDemoHistories[] = {
    {"SPX", "vega-datasets", "vega-datasets/data", "sp500-2000.csv"},
    {"AAPL", "observablehq", "@observablehq/sample-datasets", "aapl.csv"}};

/// Imports the histories into the store below `home` and returns what came of each.
///
/// Looks in `folder` when it is not empty, itself a node_modules or a folder with both files; else
/// in the first node_modules above the current folder or above the executable that has them.
/// Errors: throws Failure, BadData, naming what is missing and the remedy.
std::vector<ingest::ImportedFile> import_demo_histories(const std::string& folder,
                                                        const std::string& home);

/// Reads the histories as the demo does, and stores nothing. Errors: as above.
std::vector<ingest::LoadedBars> load_demo_histories();

}  // namespace tw::app
