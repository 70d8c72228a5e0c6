#include "store/time_ids.hpp"

#include <algorithm>
#include <sys/random.h>

#include "core/assert.hpp"

namespace tw::store {

std::string TimeIds::next(Timestamp now) {
  constexpr int kCounterBits = 12;
  std::uint64_t random = 0;
  TW_ASSERT(getrandom(&random, sizeof random, 0) == sizeof random);
  std::uint64_t time = 0;
  {
    const std::lock_guard lock{mutex_};
    const auto unix_ms = static_cast<std::uint64_t>(now.unix_ns / 1'000'000);
    last_ = std::max(last_ + 1, unix_ms << kCounterBits);
    time = last_;
  }
  constexpr std::uint64_t kVersion = 7;
  constexpr std::uint64_t kVariant = std::uint64_t{2} << 62;
  const std::uint64_t high = (time >> kCounterBits << 16) | (kVersion << kCounterBits) |
                             (time & ((std::uint64_t{1} << kCounterBits) - 1));
  const std::uint64_t low = kVariant | (random >> 2);
  std::string text;
  text.reserve(36);
  for (const std::uint64_t half : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      if (text.size() == 8 || text.size() == 13 || text.size() == 18 || text.size() == 23) {
        text += '-';
      }
      text += "0123456789abcdef"[(half >> shift) & 15];
    }
  }
  return text;
}

}  // namespace tw::store
