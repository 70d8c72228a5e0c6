#pragma once

#include <chrono>

#include "core/timestamp.hpp"
#include "net/certificate.hpp"

namespace tw::support {

inline Timestamp now() {
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

/// From an hour ago for two hours: what a certificate that holds has.
inline net::Validity around_now() {
  return {.from = now() - Duration::hours(1), .to = now() + Duration::hours(1)};
}

}  // namespace tw::support
