#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "research/path_lanes.hpp"

namespace tw::research {

/// How a path is made from the returns that were seen.
enum class ResampleMethod : std::uint8_t {
  Bootstrap,         ///< Each step draws one of them, with replacement.
  StationaryBlocks,  ///< Runs of neighbours of random length; the end joins the beginning.
  CircularBlocks,    ///< Runs of neighbours of one length; the end joins the beginning.
  Shuffle,           ///< Their order is dealt anew; each is used once.
  Skip,              ///< In order, each left out with some chance.
};

inline constexpr std::string_view kResampleNames[] = {"bootstrap", "stationary", "circular",
                                                      "shuffle", "skip"};

/// Everything that decides which returns a path is made of.
///
/// Draws are numbered, not taken in turn: path p, step j is the same draw whoever computes it, so
/// results do not depend on threads.
/// Source: stationary: Politis and Romano 1994; circular: Politis and Romano 1992.
struct Resampling {
  ResampleMethod method = ResampleMethod::Bootstrap;
  std::uint64_t seed = 1;
  std::uint32_t sample = 0;  ///< How many returns there are to draw from; at least one.
  std::uint32_t draws = 0;   ///< Steps of a path; for `Shuffle` and `Skip` at most `sample`.
  double block = 20.0;       ///< Length of a block, for stationary ones its mean; at least 1.
  double skip_rate = 0.1;    ///< The chance that `Skip` leaves a step out, in [0, 1).
};

/// The indices of `kLanes` neighbouring paths, some steps at a time. An index of `sample` is a step
/// without a return.
class IndexStream {
 public:
  IndexStream(const Resampling& plan, const LaneKernels& kernels);

  /// Begins paths `first_path` to `first_path + kLanes - 1`.
  void begin(std::uint64_t first_path);

  /// Fills `tile` (rows of one index a lane) with the next tile.size() / kLanes steps.
  void next(std::span<std::uint32_t> tile);

 private:
  std::uint64_t draw(std::size_t lane, std::uint64_t step) const;
  void deal();
  void next_in_blocks(std::span<std::uint32_t> tile);
  void next_in_order(std::span<std::uint32_t> tile);

  // Constant after construction.
  Resampling plan_;
  const LaneKernels* kernels_;
  std::uint64_t block_;      ///< Of circular ones.
  std::uint64_t threshold_;  ///< Of the lower half of a draw, for what has a chance.

  // Moves with every tile.
  std::uint64_t first_path_ = 0;
  std::uint64_t step_ = 0;
  std::array<std::uint32_t, kLanes> position_{};
  std::vector<std::uint32_t> decks_;  ///< Of `Shuffle`: rows of one index a lane.
};

}  // namespace tw::research
