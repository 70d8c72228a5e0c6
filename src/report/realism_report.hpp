#pragma once

#include <string>

#include "backtest/realism.hpp"
#include "report/terminal_text.hpp"

namespace tw::report {

std::string realism_table(const backtest::Realism& realism, const TerminalOptions& options);
std::string realism_json(const backtest::Realism& realism);

/// Returns one page without script: the three curves as a band, and what each assumption is worth.
std::string realism_page(const backtest::Realism& realism);

}  // namespace tw::report
