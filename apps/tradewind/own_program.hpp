#pragma once

#include <string>
#include <string_view>

namespace tw::app {

/// Runs a command of the user's through the shell, with `input` on its standard input, and returns
/// what it wrote to its standard output.
///
/// Errors: throws Failure when it cannot be started or ends with another code than 0, with the last
/// line that it wrote to standard error.
/// Thread: any.
std::string run_own_program(const std::string& command, std::string_view input);

}  // namespace tw::app
