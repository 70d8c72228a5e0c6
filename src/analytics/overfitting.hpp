#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// What is kept of one trial's returns in one block: enough for the Sharpe ratio of any blocks
/// together.
struct BlockSums {
  double sum = 0.0;
  double squares = 0.0;
};

/// How a history is cut for combinatorially symmetric cross-validation.
struct CscvBlocks {
  static constexpr std::size_t kUsual = 16;  ///< 12,870 ways to choose half of them.
  static constexpr std::size_t kMost = 20;   ///< 184,756 ways; each further pair quadruples them.

  std::size_t blocks = kUsual;     ///< An even number from 2 to `kMost`.
  std::size_t rows_per_block = 0;  ///< At least 1.
  std::size_t rows_left_out = 0;   ///< The earliest, so that the blocks are of one length.

  /// Cuts `rows` returns into `blocks`; `rows_per_block` is 0 when there are too few.
  static CscvBlocks of(std::size_t rows, std::size_t blocks = kUsual);
};

/// Returns one entry a block. Requires `returns` of as many rows as `cut` was made of.
std::vector<BlockSums> block_sums(std::span<const double> returns, const CscvBlocks& cut);

/// What choosing the best of some trials on half of the history was worth on the other half.
///
/// Over every way to choose half of the blocks: the trial with the best Sharpe ratio inside takes
/// some rank outside. `pbo` is how often that rank is in the lower half: the probability that the
/// search picked what fits the past and not what works. A half is typical of pure noise.
/// Source: Bailey, Borwein, Lopez de Prado and Zhu, "The Probability of Backtest Overfitting"
///         (2016).
struct Overfitting {
  std::size_t combinations = 0;
  double pbo = 0.0;
  double logits_mean = 0.0;   ///< Of ln(w / (1 - w)), w the relative rank outside; 0 is luck.
  double loss_outside = 0.0;  ///< How often the chosen trial loses money outside.
  Figured slope;              ///< Of the Sharpe ratio outside on that inside; negative: decay.
  Figured intercept;          ///< A year.
  Figured r_squared;
};

/// Requires two trials or more, whose sums stand one trial after the other, `cut.blocks` each, and
/// `cut.rows_per_block` of at least 1. A trial that does not vary in a half has Sharpe ratio 0
/// there; of equals the first is chosen, and outside they share the mean of their ranks.
///
/// Costs about `combinations x trials x blocks` additions.
Overfitting probability_of_overfitting(std::span<const BlockSums> trials, const CscvBlocks& cut,
                                       double periods_per_year);

}  // namespace tw::analytics
