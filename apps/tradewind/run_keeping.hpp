#pragma once

#include <string>

#include "backtest/backtest_report.hpp"
#include "formats/backtest_options.hpp"
#include "store/run_store.hpp"

namespace tw::app {

/// Whether and where a finished run is kept.
struct RunKeeping {
  std::string home;
  bool is_off = false;  ///< `--no-store`.

  /// Returns whether there is a place: a home that was named or is there, or a database.
  bool has_place() const;
};

// Each keeps a run, unless that is off or there is no place. A database that cannot be used costs
// nobody the result: it is a warning in the log.
void keep_backtest(const RunKeeping& keeping, const formats::BacktestRequest& request,
                   const backtest::BacktestReport& report);
void keep_sweep(const RunKeeping& keeping, const store::SweepRecord& sweep);

}  // namespace tw::app
