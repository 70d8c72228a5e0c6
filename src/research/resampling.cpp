#include "research/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/assert.hpp"
#include "core/splitmix.hpp"

namespace tw::research {
namespace {

constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15ULL;
constexpr double kHalfRange = 0x1.0p32;  // Draws are used in halves of 32 bits.

std::uint32_t scaled(std::uint64_t draw, std::uint64_t choices) {
  return static_cast<std::uint32_t>(((draw >> 32) * choices) >> 32);
}

double chance_of(const Resampling& plan) {
  if (plan.method == ResampleMethod::StationaryBlocks) return 1.0 / plan.block;
  return plan.method == ResampleMethod::Skip ? plan.skip_rate : 0.0;
}

}  // namespace

IndexStream::IndexStream(const Resampling& plan, const LaneKernels& kernels)
    : plan_{plan},
      kernels_{&kernels},
      block_{static_cast<std::uint64_t>(std::max(1.0, std::round(plan.block)))},
      threshold_{static_cast<std::uint64_t>(chance_of(plan) * kHalfRange)} {
  TW_ASSERT(plan.sample > 0 && plan.draws > 0 && plan.block >= 1.0);
  TW_ASSERT(plan.skip_rate >= 0.0 && plan.skip_rate < 1.0);
  const bool is_in_order =
      plan.method == ResampleMethod::Shuffle || plan.method == ResampleMethod::Skip;
  TW_ASSERT(!is_in_order || plan.draws <= plan.sample);
}

void IndexStream::begin(std::uint64_t first_path) {
  first_path_ = first_path;
  step_ = 0;
  if (plan_.method == ResampleMethod::Shuffle) deal();
}

std::uint64_t IndexStream::draw(std::size_t lane, std::uint64_t step) const {
  // A deck is dealt from all of the sample, however short the path.
  const std::uint64_t of_a_path =
      plan_.method == ResampleMethod::Shuffle ? plan_.sample : plan_.draws;
  return SplitMix::mix(plan_.seed + ((first_path_ + lane) * of_a_path + step + 1) * kGamma);
}

void IndexStream::deal() {
  const std::size_t size = plan_.sample;
  decks_.resize(size * kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t i = 0; i < size; ++i) {
      decks_[i * kLanes + lane] = static_cast<std::uint32_t>(i);
    }
    for (std::size_t i = size; i > 1; --i) {
      const std::size_t other = scaled(draw(lane, size - i), i);
      std::swap(decks_[(i - 1) * kLanes + lane], decks_[other * kLanes + lane]);
    }
  }
}

void IndexStream::next(std::span<std::uint32_t> tile) {
  const std::size_t steps = tile.size() / kLanes;
  TW_ASSERT(step_ + steps <= plan_.draws);
  switch (plan_.method) {
    case ResampleMethod::Bootstrap:
      kernels_->draw({.seed = plan_.seed,
                      .first_path = first_path_,
                      .draws = plan_.draws,
                      .from = step_,
                      .steps = steps,
                      .choices = plan_.sample},
                     tile.data());
      break;
    case ResampleMethod::StationaryBlocks:
    case ResampleMethod::CircularBlocks:
      next_in_blocks(tile);
      break;
    case ResampleMethod::Shuffle:
      std::ranges::copy(std::span{decks_}.subspan(step_ * kLanes, tile.size()), tile.begin());
      break;
    case ResampleMethod::Skip:
      next_in_order(tile);
      break;
  }
  step_ += steps;
}

void IndexStream::next_in_blocks(std::span<std::uint32_t> tile) {
  const bool is_circular = plan_.method == ResampleMethod::CircularBlocks;
  const std::size_t steps = tile.size() / kLanes;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::uint32_t position = position_[lane];
    for (std::size_t j = 0; j < steps; ++j) {
      const std::uint64_t step = step_ + j;
      const std::uint64_t drawn = draw(lane, step);
      const bool begins =
          is_circular ? step % block_ == 0 : step == 0 || (drawn & 0xFFFFFFFFULL) < threshold_;
      const std::uint32_t neighbour = position + 1 == plan_.sample ? 0 : position + 1;
      position = begins ? scaled(drawn, plan_.sample) : neighbour;
      tile[j * kLanes + lane] = position;
    }
    position_[lane] = position;
  }
}

void IndexStream::next_in_order(std::span<std::uint32_t> tile) {
  const std::size_t steps = tile.size() / kLanes;
  for (std::size_t j = 0; j < steps; ++j) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const bool is_skipped = (draw(lane, step_ + j) & 0xFFFFFFFFULL) < threshold_;
      tile[j * kLanes + lane] = is_skipped ? plan_.sample : static_cast<std::uint32_t>(step_ + j);
    }
  }
}

}  // namespace tw::research
