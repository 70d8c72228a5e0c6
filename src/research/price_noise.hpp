#pragma once

#include <cstdint>

#include "market/bar_series.hpp"
#include "market/bar_table.hpp"

namespace tw::research {

/// How far prices are moved, and which draws decide it.
struct PriceNoise {
  double share = 0.1;  ///< Of the deviation of one bar's return, for each price of a bar.
  std::uint64_t seed = 1;
  std::uint64_t path = 0;
};

/// Returns the deviation (ddof 1) of returns from close to close; 0 for fewer than three bars.
double bar_deviation(const BarSeries& bars);

/// Returns the bars with each open, high, low and close moved by noise of its own.
///
/// A price p becomes p × (1 + share × deviation × z), z near normal: twelve uniforms less six. The
/// high and the low are then the extremes of the four, so that a bar stays a bar; volumes and times
/// are as they were.
BarTable with_noise(const BarSeries& bars, double deviation, const PriceNoise& noise);

}  // namespace tw::research
