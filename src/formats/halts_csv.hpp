#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_spec.hpp"

namespace tw::formats {

/// Parses trading halts: rows of "symbol,from,to,reason" under that header; the reason may be left
/// out.
///
/// A time is in UTC with its Z, `to` just after the halt; a date is the whole of that day, so `to`
/// may be the last day of the halt.
/// Errors: all of them, "halts.csv:3: to is '…', which …".
std::expected<std::vector<backtest::HaltWindow>, std::vector<std::string>> parse_halts(
    std::string_view text, const std::string& name);

}  // namespace tw::formats
