#pragma once

#include <string>

#include "backtest/backtest_spec.hpp"

namespace tw::report {

/// Returns the resolved spec as one JSON object in one line: keys and values as in its TOML file,
/// then the conventions that only a preset sets. Everything that decides a run but the data is in
/// it, so its text may stand for the spec in a hash. Requires a known strategy with resolved
/// parameters.
std::string spec_json(const backtest::BacktestSpec& spec);

}  // namespace tw::report
