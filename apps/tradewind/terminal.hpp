#pragma once

#include "report/terminal_text.hpp"

namespace tw::app {

/// Returns what the terminal behind standard output (or standard error) can show: its width,
/// colours unless NO_COLOR is set, UTF-8 when the locale says so. Not a terminal: 80 plain columns.
report::TerminalOptions terminal_options(bool is_stderr);

}  // namespace tw::app
