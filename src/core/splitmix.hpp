#pragma once

#include <cstdint>

namespace tw::inline core {

/// A seeded stream of 64-bit draws that is the same in every language.
///
/// Source: Steele, Lea, Flood 2014 (SplitMix64), with the draws numbered from 1.
class SplitMix {
 public:
  explicit constexpr SplitMix(std::uint64_t seed) : state_{seed} {}

  constexpr std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    return mix(state_);
  }
  /// Returns a uniform in [0, 1) with 53 random bits.
  constexpr double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  static constexpr std::uint64_t mix(std::uint64_t z) {
    z ^= z >> 30;
    z *= 0xBF58476D1CE4E5B9ULL;
    z ^= z >> 27;
    z *= 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace tw::inline core
