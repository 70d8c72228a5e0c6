#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/money.hpp"
#include "market/bar_table.hpp"

namespace tw::workloads {

/// What one pass over the rotation came to.
struct RotationPass {
  std::uint64_t fills = 0;
  std::uint64_t trips = 0;  ///< Positions that were closed.
  Money equity;
  double seconds = 0.0;
};

/// A pass of the whole engine, with what it took besides time.
struct RotationEnginePass {
  RotationPass pass;
  std::uint64_t commands = 0;
  std::string commands_hash;
};

/// Returns the 250 symbols of the rotation, 5,040 weekday bars each.
std::vector<BarTable> rotation_tables();

/// Holds the 50 best of the symbols long and the 50 worst short, chosen anew at each close, through
/// strategy, risk, blotter, portfolio, venue and recorder, in a margin account of 100,000,000.
///
/// Source: docs/workloads.md, "Rotation", has every rule.
RotationEnginePass engine_rotation(std::span<const BarTable> tables);

/// Does the same trades in the shortest loop that knows nothing else.
RotationPass bare_rotation(std::span<const BarTable> tables);

}  // namespace tw::workloads
