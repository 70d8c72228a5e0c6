#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/money.hpp"
#include "market/bar_series.hpp"

namespace tw::workloads {

/// What one pass over W1 came to.
struct W1Pass {
  std::uint64_t fills = 0;
  double equity = 0.0;
  double seconds = 0.0;
};

/// A pass of the whole engine, with what it took besides time.
struct W1EnginePass {
  W1Pass pass;
  Money equity;
  std::uint64_t commands = 0;
  std::string commands_hash;
  /// Heap allocations from the 10,000th bar to the end: the steady state.
  std::uint64_t allocations_steady = 0;
};

/// Runs SMA 10/30 over `bars` through risk, blotter, portfolio, venue and recorder, under the
/// `plain` preset, 100 units a trade, 10,000,000 in cash.
W1EnginePass engine_w1(const BarSeries& bars);

/// Does the same trades in the shortest loop that knows nothing else: what the engine is held to.
W1Pass bare_w1(const BarSeries& bars);

}  // namespace tw::workloads
