#pragma once

#include <string_view>

namespace tw::backtest {

/// Returns what people call a metric of a run: "Max drawdown" for "max_drawdown". One that has no
/// name of its own is called by its key. Owns: valid as long as `key` is.
std::string_view metric_label(std::string_view key);

}  // namespace tw::backtest
