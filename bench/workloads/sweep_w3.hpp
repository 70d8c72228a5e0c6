#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/money.hpp"
#include "market/bar_series.hpp"

namespace tw::workloads {

/// What one pass over W3 or W3s came to: every one of 10,130 combinations on 5,000 bars.
struct W3Pass {
  std::uint64_t trials = 0;
  std::uint64_t fills = 0;
  double equity = 0.0;  ///< The sum over all combinations.
  int best_fast = 0;
  int best_slow = 0;
  double best_equity = 0.0;
  std::uint64_t best_fills = 0;
  double best_drawdown = 0.0;  ///< Negative; W3s only, as the next.
  double best_sharpe = 0.0;
  double seconds = 0.0;
};

/// Sweeps with the product's executor and column path on `threads` threads (0 is every core);
/// `with_risk` measures drawdown and Sharpe of each too, and is W3s.
W3Pass sweep_w3(const BarSeries& bars, unsigned threads, bool with_risk);

/// Does the same in the shortest loop that knows nothing else, on as many threads.
W3Pass bare_w3(const BarSeries& bars, unsigned threads, bool with_risk);

/// What W7 picks in one fold, and what that earns out of sample.
struct W7Fold {
  int fast = 0;
  int slow = 0;
  double pnl = 0.0;
  std::uint64_t fills = 0;
};

struct W7Pass {
  std::vector<W7Fold> folds;
  double pnl = 0.0;
  std::uint64_t fills = 0;
  std::uint64_t runs = 0;
  double seconds = 0.0;
};

/// Walks forward over ten folds of W3's bars: 200 combinations in sample, the best one out of it.
W7Pass walk_w7(const BarSeries& bars);
W7Pass bare_w7(const BarSeries& bars);

}  // namespace tw::workloads
