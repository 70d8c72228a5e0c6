#pragma once

#include <string>
#include <vector>

#include "bar_file.hpp"
#include "report/json_writer.hpp"
#include "store/bar_store.hpp"

namespace tw::app {

/// `tradewind data quarantine SYMBOL`
struct DataQuarantine {
  std::string symbol;
  std::string timeframe;
  std::string accept;           ///< A source whose bars are right; empty is none.
  std::string reject;           ///< A source whose bars are wrong; empty is none.
  std::vector<std::string> at;  ///< Labels that the ruling is about; empty is all.
  std::string home;
  std::string json;
};

/// `tradewind data import FILE... --actions FILE`
struct DataImport {
  std::vector<std::string> files;
  std::vector<std::string> actions;  ///< Files of corporate actions.
  BarFile options;                   ///< Its `file`, `from`, `to` and `adjusted` are not used.
  std::string basis;                 ///< What has been taken out of the prices; empty: nobody says.
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
  std::string adjust;    ///< split or total; empty is as they stand.
  std::string actions;   ///< What to adjust by; empty takes the home's.
  std::string csv;       ///< Where to; empty is nowhere.
  std::string json;
};

/// `tradewind data actions SYMBOL`
struct DataActions {
  std::string symbol;
  std::string home;
  std::string json;
};

/// `tradewind data check SYMBOL | --all | --data FILE`
struct DataCheck {
  std::string symbol;
  bool all = false;
  double tolerance = 0.005;  ///< By which two sources may differ.
  BarFile options;
  std::string home;
  std::string json;
};

// What the verbs do. Errors: throw Failure.
void run_data_import(const DataImport& request);
void run_data_list(const DataList& request);
void run_data_show(const DataShow& request);
void run_data_check(const DataCheck& request);
void run_data_actions(const DataActions& request);
void run_data_quarantine(const DataQuarantine& request);

/// Keeps the corporate actions of the request's files in the home.
void import_actions(const DataImport& request);

/// How stored prices are to be adjusted on their way out.
struct AdjustedRead {
  std::string adjust;   ///< split or total.
  std::string actions;  ///< A file to adjust by; empty takes the home's.
  std::string home;
};

/// Returns `bars`, which are of `stored`, on the scale that is asked for. What the store knows to
/// be out of the prices already is not taken out again. Errors: throws Failure: the words, nothing
/// to adjust by, prices that cannot be brought there.
BarTable adjusted_bars(const AdjustedRead& how, const store::MappedBars& stored,
                       const BarSeries& bars);

/// Writes basis, currency, zone and as-of day as members of the open object.
void write_provenance(report::JsonWriter& json, const store::Provenance& provenance);
/// Writes bars as an array of objects, the value of the member whose key was written.
void write_bars(report::JsonWriter& json, const BarSeries& bars);

}  // namespace tw::app
