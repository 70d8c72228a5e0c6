#pragma once

#include <span>
#include <vector>

#include "market/bar_table.hpp"
#include "workloads/engine_w1.hpp"

namespace tw::workloads {

/// Returns the 500 symbols of W2, 5,000 weekday bars each.
std::vector<BarTable> w2_tables();

/// Runs SMA 10/30 on each symbol, one account of 50,000,000 for all, through risk, blotter,
/// portfolio, venue and recorder under the `plain` preset, 100 units a trade.
W1EnginePass engine_w2(std::span<const BarTable> tables);

/// Does the same trades in the shortest loop, symbol by symbol.
W1Pass bare_w2(std::span<const BarTable> tables);

}  // namespace tw::workloads
