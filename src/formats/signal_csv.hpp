#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "backtest/signal_proof.hpp"

namespace tw::formats {

/// Reads what a program wrote: a header, then a moment and cells of any kind a row. The moment is
/// the first column named date, day, time, timestamp or datetime, else the first of all; times
/// without an offset are UTC.
///
/// Errors: one line that names the line, the value and the remedy.
std::expected<backtest::SignalRows, std::string> parse_signals(std::string_view text);

}  // namespace tw::formats
