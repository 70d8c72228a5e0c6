#include "diagnosis/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "strategies/catalogue.hpp"

namespace tw::diagnosis {
namespace {

using backtest::BacktestSpec;

constexpr double kStep = 0.1;

/// Returns the value a step up (1) or down (-1), or nothing outside the range.
std::optional<double> moved(const strategy::Parameter& parameter, double value, double direction) {
  const bool is_whole = parameter.kind == strategy::Parameter::Kind::Integer;
  const double step = std::abs(value) * kStep;
  const double next = value + direction * (is_whole ? std::max(1.0, std::round(step)) : step);
  if (next == value || next < parameter.min || next > parameter.max) return std::nullopt;
  return next;
}

/// Runs `spec` with one of `values` changed, and appends what came of it.
void add_neighbours(const BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                    const strategies::Entry& entry, std::vector<double>& values,
                    BacktestSpec& changed, std::vector<Neighbour>& neighbours) {
  for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
    const strategy::Parameter& parameter = entry.parameters[i];
    const double chosen = values[i];
    const bool is_chosen = chosen != parameter.default_value;
    if (parameter.kind == strategy::Parameter::Kind::Choice || !is_chosen) continue;
    for (const double direction : {-1.0, 1.0}) {
      const auto next = moved(parameter, chosen, direction);
      if (!next) continue;
      values[i] = *next;
      if (!entry.contradiction(values)) {
        const backtest::BacktestRun run = backtest::run_backtest(changed, feeds);
        neighbours.push_back(
            {.parameter = std::string{parameter.name},
             .value = *next,
             .total_return = run.final_equity.as_double() / spec.cash.as_double() - 1.0});
      }
      values[i] = chosen;
    }
  }
}

}  // namespace

std::vector<Neighbour> neighbours_of(const BacktestSpec& spec,
                                     const std::vector<backtest::Feed>& feeds) {
  std::vector<Neighbour> neighbours;
  BacktestSpec changed = spec;
  if (spec.sleeves.empty()) {
    add_neighbours(spec, feeds, **strategies::find(spec.strategy), changed.parameters, changed,
                   neighbours);
  }
  for (backtest::Sleeve& sleeve : changed.sleeves) {
    add_neighbours(spec, feeds, **strategies::find(sleeve.strategy), sleeve.parameters, changed,
                   neighbours);
  }
  return neighbours;
}

}  // namespace tw::diagnosis
