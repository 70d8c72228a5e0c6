#pragma once

#include <string>

#include "report/sweep_report.hpp"

namespace tw::report {

/// Returns the map of a sweep as a <figure>: a drawing that fits any width, with texts beside it
/// that do not shrink, the scale of its colours with their values, and the best cell framed.
///
/// Blue is better than the mean of all trials and vermilion worse, the stronger the farther; a cell
/// says its values when pointed at. Requires `report.heat`.
std::string sweep_heat_map(const SweepReport& report);

}  // namespace tw::report
