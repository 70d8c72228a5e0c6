#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// How fast a series returns home: its step regressed on where it stands, constant included.
struct Reversion {
  double slope = 0.0;      ///< Of the next step on the level: negative when it returns.
  Figured half_life_bars;  ///< -ln 2 / slope; nothing when it does not return.
};

/// Returns nothing for fewer than four values or a series that does not move.
std::optional<Reversion> reversion(std::span<const double> values);

/// Returns the slope of ln(deviation of x[t + lag] - x[t]) on ln(lag): 0.5 for a random walk, less
/// when it returns, more when it trends.
///
/// Lags run from 2 to `lag_max`, deviations have divisor n. Nothing when the series is not longer
/// than `lag_max + 1` or some difference does not vary.
Figured hurst_exponent(std::span<const double> values, std::size_t lag_max = 99);

/// How the variance of steps over `lag` bars compares with `lag` times that of one bar.
struct VarianceRatio {
  double ratio = 0.0;  ///< 1 for a random walk, less when it returns, more when it trends.
  Figured z;           ///< (ratio - 1) over its error where volatility may change with time.
};

/// `values` are log prices. Nothing when they are not longer than `lag + 1` or do not vary.
/// Source: Lo and MacKinlay, "Stock Market Prices Do Not Follow Random Walks" (1988), overlapping
///         and unbiased; z is their robust z*.
std::optional<VarianceRatio> variance_ratio(std::span<const double> values, std::size_t lag);

/// Returns the correlations of the sample with itself 0 to `lag_max` steps back, in the usual form
/// with the whole sample's mean and variance below. Empty when it does not vary.
std::vector<double> autocorrelations(std::span<const double> sample, std::size_t lag_max);

/// Returns, for each value, how many deviations (ddof 1) it stands from the mean of the `window`
/// values that end with it; nothing before a full window. Requires `window >= 2`.
std::vector<Figured> rolling_z_score(std::span<const double> values, std::size_t window);

}  // namespace tw::analytics
