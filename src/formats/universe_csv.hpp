#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_spec.hpp"

namespace tw::formats {

/// Parses a universe: rows of "symbol,from,to" under that header, a row for each spell of a symbol.
///
/// Both days are inclusive. Without `from` it always was a member, without `to` it still is.
/// Returns the spells in the order of their symbols' first rows, and each symbol's by time.
/// Errors: all of them, "members.csv:3: to is '…', which …"; spells of a symbol that overlap.
std::expected<std::vector<backtest::MemberSpell>, std::vector<std::string>> parse_universe(
    std::string_view text, const std::string& name);

/// Returns the symbols of the spells that reach into [from, to], each once. An empty end is open; a
/// time stands for its day.
std::vector<std::string> members_between(const std::vector<backtest::MemberSpell>& universe,
                                         std::string_view from, std::string_view to);

}  // namespace tw::formats
