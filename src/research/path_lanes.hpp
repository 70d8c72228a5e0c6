#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tw::research {

/// How many resampled paths are walked side by side.
inline constexpr std::size_t kLanes = 8;

/// The returns that paths are drawn from, in the form in which they are multiplied up.
///
/// Owns: nothing. Both tables have one entry for each return and a last one for "no trade".
struct ReturnTables {
  const double* growth = nullptr;   ///< 1 + r, never negative.
  const double* centred = nullptr;  ///< r less the mean of all: sums of it cancel less.
};

/// Eight paths on their way. A lane is one path; all start at a wealth of 1.
struct PathLanes {
  using Lanes = std::array<double, kLanes>;

  Lanes wealth = filled(1.0);
  Lanes lowest = filled(1.0);      ///< The least wealth so far.
  Lanes below_peak = filled(1.0);  ///< Wealth as a share of its highest so far.
  Lanes deepest = filled(1.0);     ///< The least of those shares: 1 + the maximum drawdown.
  Lanes sum = filled(0.0);         ///< Of the centred returns.
  Lanes squares = filled(0.0);     ///< Of the centred returns.

  static constexpr Lanes filled(double value) {
    Lanes lanes{};
    lanes.fill(value);
    return lanes;
  }
};

/// Which draws of which paths: lane l is path `first_path + l`.
struct DrawRange {
  std::uint64_t seed = 0;
  std::uint64_t first_path = 0;
  std::uint64_t draws = 0;  ///< Of a whole path.
  std::uint64_t from = 0;   ///< The first of them that is wanted, from 0.
  std::size_t steps = 0;    ///< How many are wanted.
  std::uint32_t choices = 0;
};

/// The inner loops, for one kind of processor. Every kind gives the same bits: each lane does the
/// same operations in the same order, and none is fused.
///
/// Tiles hold `steps` rows of one index a lane.
struct LaneKernels {
  /// Fills a tile with draws of [0, choices): draw j (from 0) of path p is the upper half of
  /// mix(seed + (p * draws + j + 1) * gamma), scaled. Source: WORKLOADS.md, "W4 portable stream".
  void (*draw)(const DrawRange& range, std::uint32_t* tile);
  /// Walks the rows of a tile: wealth and drawdown alone.
  void (*walk)(const ReturnTables& tables, const std::uint32_t* tile, std::size_t steps,
               PathLanes& lanes);
  /// The same, with the sums that a Sharpe ratio needs.
  void (*walk_with_sums)(const ReturnTables& tables, const std::uint32_t* tile, std::size_t steps,
                         PathLanes& lanes);
};

/// Returns the loops that any processor runs.
const LaneKernels& portable_kernels();

/// Returns the fastest loops that this processor can run.
const LaneKernels& best_kernels();

}  // namespace tw::research
