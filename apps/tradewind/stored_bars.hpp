#pragma once

#include <string>

#include "market/bar_series.hpp"
#include "store/bar_file.hpp"
#include "store/bar_store.hpp"

namespace tw::app {

class Verb;

/// Which bars of the store: the options that every verb with a symbol from it shares.
struct StoredQuery {
  std::string symbol;
  std::string timeframe;
  std::string source;
  std::string home;
};

/// Adds `--home` to `verb`.
void add_home_option(Verb verb, std::string& home);

/// Returns the folder that holds our state. Errors: throws Failure.
std::string home_of(const std::string& flag);

/// Opens what the query asks for. Errors: throws Failure, BadData when there is no such thing.
store::MappedBars stored_bars(const StoredQuery& query);

}  // namespace tw::app
