#pragma once

#include <chrono>

#include "core/timestamp.hpp"

namespace tw::vendor_sim {

/// By how much a clock is wrong under Fault::ClockSkew.
constexpr Duration kSkew = Duration::hours(1);

inline Timestamp now() {
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

}  // namespace tw::vendor_sim
