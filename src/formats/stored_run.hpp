#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "backtest/run_comparison.hpp"

namespace tw::formats {

/// Reads what `tradewind backtest --json` wrote, as a comparison needs it.
///
/// Errors: one line naming the member that is missing or wrong.
std::expected<backtest::ComparedRun, std::string> read_stored_run(std::string_view text,
                                                                  std::string name);

}  // namespace tw::formats
