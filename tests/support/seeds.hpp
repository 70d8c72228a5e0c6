#pragma once

#include <cstdlib>

namespace tw::support {

/// Returns how many random cases a property tries: TW_PROPERTY_SEEDS, else 100.
/// `scripts/test` asks for 500, `scripts/test --full` for 10,000.
inline int property_seeds() {
  const char* asked = std::getenv("TW_PROPERTY_SEEDS");
  const int seeds = asked == nullptr ? 0 : std::atoi(asked);
  return seeds > 0 ? seeds : 100;
}

}  // namespace tw::support
