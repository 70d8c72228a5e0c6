#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "research/block_length.hpp"
#include "research/quantiles.hpp"
#include "research/resampled_paths.hpp"

namespace tw::research {

inline constexpr double kNoFigure = std::numeric_limits<double>::quiet_NaN();

/// The quantiles that are reported of every figure.
inline constexpr double kFractions[] = {0.01, 0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975, 0.99};

/// The quantiles that the fan shows: from the outside in, pairs around the median.
inline constexpr double kFanFractions[] = {0.05, 0.25, 0.5, 0.75, 0.95};

/// How one figure is spread over all paths.
struct Distribution {
  std::string_view key;    ///< "total_return", as in JSON.
  std::string_view label;  ///< "Total return", as in tables.
  bool is_fraction = true;
  double observed = kNoFigure;  ///< Of the history itself.
  double mean = kNoFigure;
  double deviation = kNoFigure;  ///< ddof 1.
  std::vector<QuantileEstimate> quantiles;
  std::uint64_t undefined = 0;  ///< Paths that do not define it; left out above.
  std::vector<double> values;   ///< Of all paths, in no order.
};

/// The chance of something, with its standard error.
struct Chance {
  std::string_view key;
  std::string label;
  double bound = 0.0;  ///< The threshold that it is about.
  double probability = 0.0;
  double error = 0.0;
};

/// Quantiles of wealth at moments on the way.
struct Fan {
  std::vector<std::uint32_t> steps;            ///< 0 first.
  std::vector<std::vector<double>> quantiles;  ///< One curve each of `kFanFractions`.
  std::vector<double> observed;                ///< The history's own wealth; empty when it has no
                                               ///< such steps.
  std::uint64_t paths = 0;
};

/// One rung of a ladder of costs.
struct CostRung {
  double multiple = 1.0;
  double total_return = 0.0;
  double max_drawdown = 0.0;
  double sharpe = kNoFigure;
};

/// What the user asked about the paths.
struct RiskBounds {
  double ruin = 0.5;       ///< Wealth at or below this part of the start is ruin.
  double drawdown = -0.2;  ///< Worse than this is counted.
};

/// A simulation and everything that it says: the one source of terminal table, HTML and JSON.
struct MonteCarloReport {
  std::string title;
  std::string method;  ///< "bootstrap", ..., "noise", "costs", "indices".
  std::string of;      ///< What a step is: "sessions" or "trades".
  std::vector<std::pair<std::string, std::string>> facts;  ///< For people: name, value.
  std::uint64_t seed = 0;
  std::uint64_t paths = 0;
  std::uint32_t draws = 0;
  std::uint32_t sample = 0;
  std::optional<double> block;
  std::optional<double> skip_rate;
  std::optional<double> noise;
  double periods_per_year = kNoFigure;
  std::string run_id;
  std::string data;
  std::string first;
  std::string last;
  std::vector<Distribution> distributions;
  std::vector<Chance> chances;
  Fan fan;
  std::vector<CostRung> costs;
  double break_even_costs = kNoFigure;
  /// Of the sample's returns and of their squares, whose dependence is that of volatility.
  std::optional<BlockLength> block_length;
  std::optional<BlockLength> block_length_squared;
  /// Total return by `kFractions` if logarithmic returns were normal and independent.
  std::vector<QuantileEstimate> lognormal;
  double log_mean = kNoFigure;
  double log_deviation = kNoFigure;
  std::vector<std::string> warnings;
  std::vector<backtest::Assumption> assumptions;  ///< Of the run that was drawn from, if known.
  /// Of each path, where paths were given one by one.
  PathResults given;
};

/// Returns total return, maximum drawdown, least wealth and Sharpe ratio over all paths.
/// Leaves `paths` empty of them. `observed` is the history, or empty.
std::vector<Distribution> distributions_of(PathResults& paths, const PathResults& observed);

/// Returns the chances of a loss, of a drawdown worse than the bound, and of ruin on the way.
std::vector<Chance> chances_of(const PathResults& paths, const RiskBounds& bounds);

/// Returns the fan of the first `fan_paths` paths; `stops` are its steps after the start.
Fan fan_of(const PathResults& paths, std::span<const std::uint32_t> stops);

/// Returns up to `count` steps of [1, draws], evenly spaced, the last one always among them.
std::vector<std::uint32_t> fan_stops(std::uint32_t draws, std::uint32_t count);

/// Fills in what independent normal logarithmic returns would give: total return's quantiles.
///
/// Nothing when a return is -1 or less. Source: exp(n μ + √n σ z) - 1, σ with ddof 1.
void add_lognormal(std::span<const double> returns, MonteCarloReport& report);

}  // namespace tw::research
