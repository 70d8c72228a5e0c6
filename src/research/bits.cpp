#include "research/bits.hpp"

#include <cstring>

#include "core/assert.hpp"

namespace tw::research {
namespace {

// Vector types rather than a loop over lanes: every compiler then keeps the bits of a word in
// registers. Four lanes are one AVX2 register or two of SSE2.
using Four = double __attribute__((vector_size(32)));
using FourBits = std::int64_t __attribute__((vector_size(32)));

constexpr std::size_t kFour = 4;

/// Compares the 64 pairs of one word.
[[gnu::always_inline]] inline void compare_word(const double* a, const double* b,
                                                std::uint64_t& above, std::uint64_t& below) {
  FourBits is_above{};
  FourBits is_below{};
  FourBits bit{1, 2, 4, 8};
  for (std::size_t i = 0; i < kBitsPerWord; i += kFour) {
    Four left;
    Four right;
    std::memcpy(&left, a + i, sizeof left);
    std::memcpy(&right, b + i, sizeof right);
    is_above |= FourBits(left > right) & bit;
    is_below |= FourBits(left < right) & bit;
    bit <<= kFour;
  }
  above = static_cast<std::uint64_t>(is_above[0] | is_above[1] | is_above[2] | is_above[3]);
  below = static_cast<std::uint64_t>(is_below[0] | is_below[1] | is_below[2] | is_below[3]);
}

[[gnu::always_inline]] inline void compare_words(const double* a, const double* b,
                                                 std::size_t words, std::uint64_t* above,
                                                 std::uint64_t* below) {
  for (std::size_t word = 0; word < words; ++word) {
    compare_word(a + word * kBitsPerWord, b + word * kBitsPerWord, above[word], below[word]);
  }
}

void compare_plain(const double* a, const double* b, std::size_t words, std::uint64_t* above,
                   std::uint64_t* below) {
  compare_words(a, b, words, above, below);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void compare_avx2(const double* a, const double* b, std::size_t words,
                                          std::uint64_t* above, std::uint64_t* below) {
  compare_words(a, b, words, above, below);
}

bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
#else
constexpr auto compare_avx2 = compare_plain;

bool has_avx2() { return false; }
#endif

}  // namespace

void compare(std::span<const double> a, std::span<const double> b, Bits& above, Bits& below) {
  TW_ASSERT(a.size() == b.size() && words_for(a.size()) <= above.size() &&
            words_for(a.size()) <= below.size());
  const std::size_t words = a.size() / kBitsPerWord;
  const auto compare_all = has_avx2() ? compare_avx2 : compare_plain;
  compare_all(a.data(), b.data(), words, above.data(), below.data());
  const std::size_t done = words * kBitsPerWord;
  if (done == a.size()) return;
  above[words] = below[words] = 0;
  for (std::size_t i = done; i < a.size(); ++i) {
    above[words] |= std::uint64_t{a[i] > b[i]} << (i - done);
    below[words] |= std::uint64_t{a[i] < b[i]} << (i - done);
  }
}

}  // namespace tw::research
