#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace tw::support {

/// Returns how many random cases a property tries: TW_PROPERTY_SEEDS, else 100.
/// `scripts/test` asks for 500, `scripts/test --full` for 10,000.
inline int property_seeds() {
  const char* asked = std::getenv("TW_PROPERTY_SEEDS");
  const int seeds = asked == nullptr ? 0 : std::atoi(asked);
  return seeds > 0 ? seeds : 100;
}

/// Runs `law(seed)` for seeds from 1 on, until one breaks it: a failure names its seed.
/// `seeds_max` bounds a law that is slow, such as one that starts threads.
template <class Law>
void for_each_seed(Law law, int seeds_max = std::numeric_limits<int>::max()) {
  const int seeds = std::min(property_seeds(), seeds_max);
  for (int seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    law(static_cast<std::uint64_t>(seed));
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace tw::support
