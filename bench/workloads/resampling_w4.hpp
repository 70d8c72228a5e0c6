#pragma once

#include <vector>

namespace tw::workloads {

/// What one pass over the paths of W4 came to: quantiles of terminal wealth and of the maximum
/// drawdown (a positive share), over 100,000 paths of 1,000 draws.
struct W4Pass {
  double wealth_q05 = 0.0;
  double wealth_q50 = 0.0;
  double drawdown_q50 = 0.0;
  double drawdown_q95 = 0.0;
  double seconds = 0.0;
};

inline constexpr std::size_t kW4Paths = 100'000;
inline constexpr std::size_t kW4Draws = 1'000;

/// Returns the 1,000 trade returns of W4.
std::vector<double> w4_returns();

/// Resamples with the product's paths, on `threads` threads; 0 is every core.
W4Pass resample_w4(const std::vector<double>& returns, unsigned threads);

/// Does the same in the shortest plain loop, one path after the other, on so many threads.
W4Pass bare_w4(const std::vector<double>& returns, unsigned threads);

}  // namespace tw::workloads
