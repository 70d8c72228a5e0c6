#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bar_file.hpp"
#include "verb.hpp"

namespace tw::app {

/// `tradewind data export`
struct DataExport {
  std::vector<std::string> symbols;
  bool all = false;
  BarFile options;     ///< Its `timeframe`, `source`, `from` and `to`.
  std::string adjust;  ///< raw, split or total; empty is as they stand.
  bool with_quarantined = false;
  std::string csv;
  std::string json;
  std::string home;
};

void add_export(Verb data);

}  // namespace tw::app
