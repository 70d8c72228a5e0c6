#include "research/heat.hpp"

#include <algorithm>
#include <cmath>

#include "core/assert.hpp"
#include "research/trial.hpp"

namespace tw::research {
namespace {

/// Returns the first of the values that bin `bin` of `bins` takes.
std::size_t start_of(std::size_t bin, std::size_t bins, std::size_t values) {
  return (bin * values + bins - 1) / bins;
}

Heat::Side side_of(const Plan& plan, std::size_t axis) {
  const std::vector<double>& values = plan.axes[axis].values;
  const strategy::Parameter& parameter = plan.entry->parameters[plan.axes[axis].parameter];
  Heat::Side side{.axis = axis, .bins = std::min(values.size(), Heat::kCellsMax), .labels = {}};
  for (std::size_t bin = 0; bin < side.bins; ++bin) {
    const std::size_t first = start_of(bin, side.bins, values.size());
    const std::size_t last = start_of(bin + 1, side.bins, values.size()) - 1;
    std::string label = strategies::to_string(parameter, values[first]);
    if (last > first) label += " to " + strategies::to_string(parameter, values[last]);
    side.labels.push_back(std::move(label));
  }
  return side;
}

}  // namespace

Heat::Heat(const Plan& plan, std::size_t rows, std::size_t columns)
    : plan_{plan},
      rows_{side_of(plan, rows)},
      columns_{side_of(plan, columns)},
      cells_(rows_.bins * columns_.bins, kUndefined) {
  TW_ASSERT(rows != columns);
}

std::size_t Heat::bin_of(const Side& side, std::uint64_t point) const {
  for (std::size_t i = plan_.axes.size(); i-- > side.axis + 1;) {
    point /= plan_.axes[i].values.size();
  }
  const std::size_t values = plan_.axes[side.axis].values.size();
  return static_cast<std::size_t>(point % values) * side.bins / values;
}

void Heat::offer(std::uint64_t point, double score) {
  if (std::isnan(score)) return;
  double& cell = cells_[bin_of(rows_, point) * columns_.bins + bin_of(columns_, point)];
  if (std::isnan(cell) || score > cell) cell = score;
}

}  // namespace tw::research
