#pragma once

#include <string>

#include "report/session_curves.hpp"

namespace tw::report {

/// Returns a table of monthly returns, a year a row, with the year's return and, where there is
/// one, the benchmark's. The stronger the colour, the larger the return.
std::string heat_map(const SessionCurves& curves);

}  // namespace tw::report
