#pragma once

#include <string>
#include <string_view>

#include "analytics/moments.hpp"

namespace tw::app {

/// Returns one line of a table of two columns.
std::string metric_line(std::string_view title, const std::string& value);

/// Returns a number with four decimals, or "n/a".
std::string number_text(analytics::Figured figure);

/// Returns a fraction in per cent, or "n/a"; with more places for what is small, as a day's mean
/// is.
std::string share_text(analytics::Figured figure);

}  // namespace tw::app
