#pragma once

#include <string>
#include <string_view>

namespace tw::report {

/// Returns `text` so that it is only text inside an element or a quoted attribute: symbols and tags
/// come from users' files. Bytes that are not UTF-8 and controls become U+FFFD.
std::string escaped(std::string_view text);

/// Returns `text` escaped, with what stands between two backticks as <code>.
std::string prose(std::string_view text);

/// Returns JSON that cannot end the script element around it: every '<' is inside a string there
/// and may be written as an escape.
std::string script_safe(std::string_view json);

/// Returns `number` for an attribute: at most two decimals, no exponent.
std::string coordinate(double number);

}  // namespace tw::report
