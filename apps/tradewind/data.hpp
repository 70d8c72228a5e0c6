#pragma once

#include <string>
#include <vector>

#include "bar_file.hpp"

namespace tw::app {

/// `tradewind data import FILE...`
struct DataImport {
  std::vector<std::string> files;
  BarFile options;  ///< Its `file`, `from`, `to` and `adjusted` are not used.
  std::string home;
  std::string json;  ///< Where to; empty is nowhere.
};

/// `tradewind data list`
struct DataList {
  std::string home;
  std::string json;
};

/// `tradewind data show SYMBOL`
struct DataShow {
  std::string symbol;
  BarFile options;  ///< Its `timeframe`, `source`, `from` and `to`.
  std::string home;
  std::size_t head = 0;  ///< Zero: all of them.
  std::string csv;       ///< Where to; empty is nowhere.
  std::string json;
};

/// `tradewind data check SYMBOL | --data FILE`
struct DataCheck {
  std::string symbol;
  BarFile options;
  std::string home;
  std::string json;
};

// What the verbs do. Errors: throw Failure.
void run_data_import(const DataImport& request);
void run_data_list(const DataList& request);
void run_data_show(const DataShow& request);
void run_data_check(const DataCheck& request);

}  // namespace tw::app
