#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tw::research {

/// A yes or no for each bar, 64 bars a word: bit t % 64 of word t / 64.
using Bits = std::vector<std::uint64_t>;

inline constexpr std::size_t kBitsPerWord = 64;
inline constexpr std::size_t kNoBit = std::numeric_limits<std::size_t>::max();

/// Returns the words that `size` bits need.
constexpr std::size_t words_for(std::size_t size) {
  return (size + kBitsPerWord - 1) / kBitsPerWord;
}

/// Writes `test(t)` for every t below `size`. Requires room.
template <class Test>
void set_bits(std::size_t size, Bits& bits, Test test) {
  for (std::size_t word = 0; word * kBitsPerWord < size; ++word) {
    const std::size_t first = word * kBitsPerWord;
    const std::size_t count = std::min(kBitsPerWord, size - first);
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < count; ++i) mask |= std::uint64_t{test(first + i)} << i;
    bits[word] = mask;
  }
}

/// Writes where `a` is above `b` and where it is below; neither where they are equal or NaN.
/// Requires `above` and `below` to have room for every bar.
void compare(std::span<const double> a, std::span<const double> b, Bits& above, Bits& below);

/// Clears every bit below `end`.
inline void clear_before(std::size_t end, Bits& bits) {
  for (std::size_t word = 0; word < bits.size() && word * kBitsPerWord < end; ++word) {
    const std::size_t left = end - word * kBitsPerWord;
    bits[word] = left >= kBitsPerWord ? 0 : bits[word] & (~std::uint64_t{0} << left);
  }
}

/// Returns the first set bit in [from, end), or `kNoBit`.
inline std::size_t next_bit(const Bits& bits, std::size_t from, std::size_t end) {
  if (from >= end) return kNoBit;
  std::size_t word = from / kBitsPerWord;
  std::uint64_t mask = bits[word] & (~std::uint64_t{0} << (from % kBitsPerWord));
  while (mask == 0) {
    word += 1;
    if (word * kBitsPerWord >= end) return kNoBit;
    mask = bits[word];
  }
  const std::size_t found = word * kBitsPerWord + static_cast<std::size_t>(std::countr_zero(mask));
  return found < end ? found : kNoBit;
}

}  // namespace tw::research
