#pragma once

#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "report/sweep_report.hpp"
#include "store/run_store.hpp"

namespace tw::app {

/// Returns what is kept of a search: its plan and its best. `search_key` names plan, points and
/// data: the same search again is the same record.
store::SweepRecord sweep_record(const report::SweepReport& report,
                                const backtest::BacktestSpec& spec,
                                const std::vector<backtest::Feed>& feeds,
                                const std::string& search_key);

}  // namespace tw::app
