#include "analytics/overfitting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "core/assert.hpp"

namespace tw::analytics {
namespace {

using BlockMask = std::uint32_t;

/// The sums of every trial, block after block, so that adding a block is one straight pass.
class BlockTable {
 public:
  BlockTable(std::span<const BlockSums> trials, std::size_t blocks)
      : trials_{trials.size() / blocks}, sums_(trials.size()), squares_(trials.size()) {
    for (std::size_t trial = 0; trial < trials_; ++trial) {
      for (std::size_t block = 0; block < blocks; ++block) {
        sums_[block * trials_ + trial] = trials[trial * blocks + block].sum;
        squares_[block * trials_ + trial] = trials[trial * blocks + block].squares;
      }
    }
  }

  std::size_t trials() const { return trials_; }

  /// Writes each trial's sum and sum of squares over the blocks of `mask`.
  void add_up(BlockMask mask, std::vector<double>& sums, std::vector<double>& squares) const {
    std::ranges::fill(sums, 0.0);
    std::ranges::fill(squares, 0.0);
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t first = static_cast<std::size_t>(std::countr_zero(mask)) * trials_;
      for (std::size_t i = 0; i < trials_; ++i) sums[i] += sums_[first + i];
      for (std::size_t i = 0; i < trials_; ++i) squares[i] += squares_[first + i];
    }
  }

 private:
  std::size_t trials_;
  std::vector<double> sums_;
  std::vector<double> squares_;
};

/// One half of the history: the Sharpe ratio a year of every trial over it.
class Half {
 public:
  Half(const BlockTable& table, double rows, double periods_per_year)
      : table_{table},
        rows_{rows},
        root_{std::sqrt(periods_per_year)},
        sharpes_(table.trials()),
        squares_(table.trials()) {}

  const std::vector<double>& measure(BlockMask mask) {
    table_.add_up(mask, sharpes_, squares_);
    for (std::size_t i = 0; i < sharpes_.size(); ++i) {
      sharpes_[i] = sharpe(sharpes_[i], squares_[i]);
    }
    return sharpes_;
  }

 private:
  double sharpe(double sum, double squares) const {
    // What cancels to the last digits of the squares is rounding and not variation.
    constexpr double kNoise = 1e-13;
    const double center = sum / rows_;
    const double spread = squares - sum * center;
    if (!(spread > kNoise * squares)) return 0.0;
    return center / std::sqrt(spread / (rows_ - 1.0)) * root_;
  }

  const BlockTable& table_;
  double rows_;
  double root_;
  std::vector<double> sharpes_;
  std::vector<double> squares_;
};

/// Returns the rank of `sharpes[chosen]` among all, 1 for the least, equals sharing their mean.
double rank_of(std::size_t chosen, const std::vector<double>& sharpes) {
  const double value = sharpes[chosen];
  std::size_t below = 0;
  std::size_t equal = 0;
  for (const double other : sharpes) {
    below += other < value;
    equal += other == value;
  }
  return static_cast<double>(below) + 0.5 * static_cast<double>(equal + 1);
}

/// What the choice of one combination came to.
struct Choice {
  double inside;
  double outside;
  double logit;
};

Choice choose(const std::vector<double>& inside, const std::vector<double>& outside) {
  const auto best = static_cast<std::size_t>(std::ranges::max_element(inside) - inside.begin());
  const double place = rank_of(best, outside) / (static_cast<double>(outside.size()) + 1.0);
  return {inside[best], outside[best], std::log(place / (1.0 - place))};
}

Overfitting summarise(const std::vector<Choice>& choices) {
  const auto count = static_cast<double>(choices.size());
  std::vector<double> inside;
  std::vector<double> outside;
  Overfitting result{.combinations = choices.size()};
  for (const Choice& choice : choices) {
    result.pbo += choice.logit <= 0.0 ? 1.0 : 0.0;
    result.logits_mean += choice.logit;
    result.loss_outside += choice.outside < 0.0 ? 1.0 : 0.0;
    inside.push_back(choice.inside);
    outside.push_back(choice.outside);
  }
  result.pbo /= count;
  result.logits_mean /= count;
  result.loss_outside /= count;
  result.slope = ratio(covariance(inside, outside), covariance(inside, inside));
  if (result.slope) result.intercept = *mean(outside) - *result.slope * *mean(inside);
  const Figured together = correlation(inside, outside);
  if (together) result.r_squared = *together * *together;
  return result;
}

}  // namespace

CscvBlocks CscvBlocks::of(std::size_t rows, std::size_t blocks) {
  TW_ASSERT(blocks >= 2 && blocks <= kMost && blocks % 2 == 0);
  return {.blocks = blocks, .rows_per_block = rows / blocks, .rows_left_out = rows % blocks};
}

std::vector<BlockSums> block_sums(std::span<const double> returns, const CscvBlocks& cut) {
  TW_ASSERT(returns.size() == cut.rows_left_out + cut.blocks * cut.rows_per_block);
  std::vector<BlockSums> sums(cut.blocks);
  for (std::size_t block = 0; block < cut.blocks; ++block) {
    const std::size_t first = cut.rows_left_out + block * cut.rows_per_block;
    for (const double r : returns.subspan(first, cut.rows_per_block)) {
      sums[block].sum += r;
      sums[block].squares += r * r;
    }
  }
  return sums;
}

Overfitting probability_of_overfitting(std::span<const BlockSums> trials, const CscvBlocks& cut,
                                       double periods_per_year) {
  TW_ASSERT(cut.blocks >= 2 && cut.blocks <= CscvBlocks::kMost && cut.blocks % 2 == 0);
  TW_ASSERT(cut.rows_per_block >= 1 && trials.size() % cut.blocks == 0);
  TW_ASSERT(trials.size() >= 2 * cut.blocks);
  const BlockTable table{trials, cut.blocks};
  const std::size_t half_blocks = cut.blocks / 2;
  const double rows = static_cast<double>(cut.rows_per_block * half_blocks);
  Half first{table, rows, periods_per_year};
  Half second{table, rows, periods_per_year};

  // A choice of half of the blocks and the choice of the others measure the same two halves, so
  // each pair is measured once: the one with the lowest block, and its complement.
  const BlockMask all = (BlockMask{1} << cut.blocks) - 1;
  std::vector<Choice> choices;
  for (BlockMask mask = 1; mask <= all; mask += 2) {
    if (std::popcount(mask) != static_cast<int>(cut.blocks / 2)) continue;
    const std::vector<double>& with_first = first.measure(mask);
    const std::vector<double>& without_first = second.measure(all & ~mask);
    choices.push_back(choose(with_first, without_first));
    choices.push_back(choose(without_first, with_first));
  }
  return summarise(choices);
}

}  // namespace tw::analytics
