#pragma once

#include <string>

#include "backtest_data.hpp"
#include "formats/backtest_options.hpp"

namespace tw::app {

/// Gives the feeds of `data` what their issuers did: from the files that `request` names; else, of
/// bars in the store whose basis it says, from the table in the home (`home` is `--home`).
///
/// Errors: throws Failure, BadUsage where the request says that prices hold them already, BadData
/// for a file, and where the prices themselves say so.
void attach_actions(const formats::BacktestRequest& request, const std::string& home,
                    BacktestData& data);

}  // namespace tw::app
