#include "research/path_lanes.hpp"

#include "core/splitmix.hpp"

namespace tw::research {
namespace {

constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15ULL;

std::uint64_t start_of(const DrawRange& range, std::size_t lane) {
  return range.seed + ((range.first_path + lane) * range.draws + range.from) * kGamma;
}

// Lane after lane: a processor without 64-bit multiplication in lanes is quicker in its scalar
// unit.
void draw_portable(const DrawRange& range, std::uint32_t* tile) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::uint64_t state = start_of(range, lane);
    for (std::size_t j = 0; j < range.steps; ++j) {
      state += kGamma;
      tile[j * kLanes + lane] =
          static_cast<std::uint32_t>(((SplitMix::mix(state) >> 32) * range.choices) >> 32);
    }
  }
}

// Two paths at a time: their chains of multiplications wait for nothing of each other.
template <bool kSums>
void walk_portable(const ReturnTables& tables, const std::uint32_t* tile, std::size_t steps,
                   PathLanes& lanes) {
  constexpr std::size_t kTogether = 2;
  for (std::size_t first = 0; first < kLanes; first += kTogether) {
    double wealth[kTogether];
    double lowest[kTogether];
    double below[kTogether];
    double deepest[kTogether];
    double sum[kTogether];
    double squares[kTogether];
    for (std::size_t k = 0; k < kTogether; ++k) {
      wealth[k] = lanes.wealth[first + k];
      lowest[k] = lanes.lowest[first + k];
      below[k] = lanes.below_peak[first + k];
      deepest[k] = lanes.deepest[first + k];
      sum[k] = lanes.sum[first + k];
      squares[k] = lanes.squares[first + k];
    }
    for (std::size_t j = 0; j < steps; ++j) {
      for (std::size_t k = 0; k < kTogether; ++k) {
        const std::uint32_t index = tile[j * kLanes + first + k];
        const double growth = tables.growth[index];
        wealth[k] *= growth;
        lowest[k] = wealth[k] < lowest[k] ? wealth[k] : lowest[k];
        below[k] *= growth;
        below[k] = below[k] < 1.0 ? below[k] : 1.0;
        deepest[k] = below[k] < deepest[k] ? below[k] : deepest[k];
        if constexpr (kSums) {
          const double centred = tables.centred[index];
          sum[k] += centred;
          squares[k] += centred * centred;
        }
      }
    }
    for (std::size_t k = 0; k < kTogether; ++k) {
      lanes.wealth[first + k] = wealth[k];
      lanes.lowest[first + k] = lowest[k];
      lanes.below_peak[first + k] = below[k];
      lanes.deepest[first + k] = deepest[k];
      lanes.sum[first + k] = sum[k];
      lanes.squares[first + k] = squares[k];
    }
  }
}

constexpr LaneKernels kPortable{
    .draw = draw_portable, .walk = walk_portable<false>, .walk_with_sums = walk_portable<true>};

#if defined(__x86_64__)

// Written with the compilers' vector types and not left to the optimiser: g++ 12 turns the plain
// loop over lanes into code that draws the second four wrongly.
using Four = double __attribute__((vector_size(32)));
using FourWords = std::uint64_t __attribute__((vector_size(32)));

#define TW_LANES [[gnu::target("avx2")]]

TW_LANES void draw_avx2(const DrawRange& range, std::uint32_t* tile) {
  FourWords state[2];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    state[lane / 4][lane % 4] = start_of(range, lane);
  }
  const std::uint64_t choices = range.choices;
  for (std::size_t j = 0; j < range.steps; ++j) {
    for (std::size_t half = 0; half < 2; ++half) {
      state[half] += kGamma;
      FourWords z = state[half];
      z ^= z >> 30;
      z *= 0xBF58476D1CE4E5B9ULL;
      z ^= z >> 27;
      z *= 0x94D049BB133111EBULL;
      z ^= z >> 31;
      z = ((z >> 32) * choices) >> 32;
      for (std::size_t k = 0; k < 4; ++k) {
        tile[j * kLanes + half * 4 + k] = static_cast<std::uint32_t>(z[k]);
      }
    }
  }
}

template <bool kSums>
TW_LANES void walk_avx2(const ReturnTables& tables, const std::uint32_t* tile, std::size_t steps,
                        PathLanes& lanes) {
  Four wealth[2];
  Four lowest[2];
  Four below[2];
  Four deepest[2];
  Four sum[2];
  Four squares[2];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    wealth[lane / 4][lane % 4] = lanes.wealth[lane];
    lowest[lane / 4][lane % 4] = lanes.lowest[lane];
    below[lane / 4][lane % 4] = lanes.below_peak[lane];
    deepest[lane / 4][lane % 4] = lanes.deepest[lane];
    sum[lane / 4][lane % 4] = lanes.sum[lane];
    squares[lane / 4][lane % 4] = lanes.squares[lane];
  }
  const Four one = {1.0, 1.0, 1.0, 1.0};
  for (std::size_t j = 0; j < steps; ++j) {
    for (std::size_t half = 0; half < 2; ++half) {
      const std::uint32_t* index = tile + j * kLanes + half * 4;
      const double* table = tables.growth;
      const Four growth = {table[index[0]], table[index[1]], table[index[2]], table[index[3]]};
      wealth[half] *= growth;
      lowest[half] = wealth[half] < lowest[half] ? wealth[half] : lowest[half];
      below[half] *= growth;
      below[half] = below[half] < one ? below[half] : one;
      deepest[half] = below[half] < deepest[half] ? below[half] : deepest[half];
      if constexpr (kSums) {
        table = tables.centred;
        const Four centred = {table[index[0]], table[index[1]], table[index[2]], table[index[3]]};
        sum[half] += centred;
        squares[half] += centred * centred;
      }
    }
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    lanes.wealth[lane] = wealth[lane / 4][lane % 4];
    lanes.lowest[lane] = lowest[lane / 4][lane % 4];
    lanes.below_peak[lane] = below[lane / 4][lane % 4];
    lanes.deepest[lane] = deepest[lane / 4][lane % 4];
    lanes.sum[lane] = sum[lane / 4][lane % 4];
    lanes.squares[lane] = squares[lane / 4][lane % 4];
  }
}

constexpr LaneKernels kAvx2{
    .draw = draw_avx2, .walk = walk_avx2<false>, .walk_with_sums = walk_avx2<true>};

#undef TW_LANES
#endif

}  // namespace

const LaneKernels& portable_kernels() { return kPortable; }

const LaneKernels& best_kernels() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0) return kAvx2;
#endif
  return kPortable;
}

}  // namespace tw::research
