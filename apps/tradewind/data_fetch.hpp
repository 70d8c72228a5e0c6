#pragma once

#include <string>
#include <vector>

#include "market_desk.hpp"

namespace tw::app {

/// `tradewind data fetch --symbols A,B`
struct DataFetch {
  MarketFlags market;
  std::vector<std::string> symbols;
  std::string timeframe = "1d";
  std::string from;
  std::string to;
  std::string calendar = "auto";
  std::string basis;
  double tolerance = 0.005;  ///< By which two sources may differ.
  bool again = false;        ///< Fetch all of it anew.
};

/// Adds `fetch` to `data`.
void add_fetch(Verb data);

}  // namespace tw::app
