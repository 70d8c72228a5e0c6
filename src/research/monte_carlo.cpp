#include "research/monte_carlo.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/moments.hpp"
#include "analytics/normal_quantile.hpp"

namespace tw::research {
namespace {

Distribution distribution_of(std::string_view key, std::string_view label, bool is_fraction,
                             std::vector<double>&& values, double observed) {
  const auto is_undefined = [](double value) { return std::isnan(value); };
  Distribution spread{.key = key, .label = label, .is_fraction = is_fraction, .observed = observed};
  const auto count = static_cast<std::uint64_t>(values.size());
  std::erase_if(values, is_undefined);
  spread.undefined = count - values.size();
  if (!values.empty()) {
    spread.mean = *analytics::mean(values);
    spread.deviation = analytics::sample_deviation(values).value_or(kNoFigure);
    spread.quantiles = quantiles(values, kFractions);
  }
  spread.values = std::move(values);
  return spread;
}

std::vector<double> returns_of(const std::vector<double>& wealth) {
  std::vector<double> returns;
  returns.reserve(wealth.size());
  for (const double value : wealth) returns.push_back(value - 1.0);
  return returns;
}

double only(const std::vector<double>& values, double less) {
  return values.empty() ? kNoFigure : values.front() - less;
}

Chance chance_of(std::string_view key, std::string label, double bound, std::uint64_t hits,
                 std::uint64_t paths) {
  const auto n = static_cast<double>(paths);
  const double probability = static_cast<double>(hits) / n;
  return {.key = key,
          .label = std::move(label),
          .bound = bound,
          .probability = probability,
          .error = std::sqrt(probability * (1.0 - probability) / n)};
}

}  // namespace

std::vector<Distribution> distributions_of(PathResults& paths, const PathResults& observed) {
  std::vector<Distribution> all;
  all.push_back(distribution_of("total_return", "Total return", true, returns_of(paths.wealth),
                                only(observed.wealth, 1.0)));
  all.push_back(distribution_of("max_drawdown", "Max. drawdown", true, std::move(paths.drawdown),
                                only(observed.drawdown, 0.0)));
  all.push_back(distribution_of("lowest_wealth", "Lowest wealth", true, std::move(paths.lowest),
                                only(observed.lowest, 0.0)));
  all.push_back(distribution_of("sharpe", "Sharpe ratio", false, std::move(paths.sharpe),
                                only(observed.sharpe, 0.0)));
  return all;
}

std::vector<Chance> chances_of(const PathResults& paths, const RiskBounds& bounds) {
  const std::uint64_t n = paths.size();
  const auto hits = [](const std::vector<double>& values, auto is_hit) {
    return static_cast<std::uint64_t>(std::ranges::count_if(values, is_hit));
  };
  std::vector<Chance> chances;
  chances.push_back(chance_of("loss", "Loss at the end", 0.0,
                              hits(paths.wealth, [](double wealth) { return wealth < 1.0; }), n));
  chances.push_back(
      chance_of("drawdown_worse", "Drawdown worse than the bound", bounds.drawdown,
                hits(paths.drawdown, [&](double depth) { return depth < bounds.drawdown; }), n));
  chances.push_back(chance_of("ruin", "Ruin on the way: wealth at or below the bound", bounds.ruin,
                              hits(paths.lowest, [&](double low) { return low <= bounds.ruin; }),
                              n));
  return chances;
}

Fan fan_of(const PathResults& paths, std::span<const std::uint32_t> stops) {
  Fan fan;
  if (stops.empty() || paths.fan.empty()) return fan;
  const std::size_t width = stops.size();
  fan.paths = paths.fan.size() / width;
  fan.steps = {0};
  fan.steps.insert(fan.steps.end(), stops.begin(), stops.end());
  fan.quantiles.assign(std::size(kFanFractions), {1.0});
  std::vector<double> column(fan.paths);
  for (std::size_t stop = 0; stop < width; ++stop) {
    for (std::size_t path = 0; path < column.size(); ++path) {
      column[path] = static_cast<double>(paths.fan[path * width + stop]);
    }
    const auto found = quantiles(column, kFanFractions);
    for (std::size_t i = 0; i < found.size(); ++i) fan.quantiles[i].push_back(found[i].value);
  }
  return fan;
}

std::vector<std::uint32_t> fan_stops(std::uint32_t draws, std::uint32_t count) {
  std::vector<std::uint32_t> stops;
  const std::uint64_t wanted = std::min(count, draws);
  for (std::uint64_t i = 1; i <= wanted; ++i) {
    stops.push_back(static_cast<std::uint32_t>(i * draws / wanted));
  }
  return stops;
}

void add_lognormal(std::span<const double> returns, MonteCarloReport& report) {
  std::vector<double> logs;
  for (const double r : returns) {
    if (r <= -1.0) return;
    logs.push_back(std::log1p(r));
  }
  const auto deviation = analytics::sample_deviation(logs);
  if (!deviation) return;
  report.log_mean = *analytics::mean(logs);
  report.log_deviation = *deviation;
  const double n = report.draws;
  for (const double fraction : kFractions) {
    const double z = analytics::normal_quantile(fraction);
    report.lognormal.push_back(
        {.fraction = fraction,
         .value = std::expm1(n * report.log_mean + std::sqrt(n) * report.log_deviation * z)});
  }
}

}  // namespace tw::research
