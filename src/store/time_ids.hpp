#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "core/timestamp.hpp"

namespace tw::store {

/// Makes names that nobody else makes and that sort by when they were made: keys of records that
/// have no key of their own.
///
/// Each is later in order than the one before, also within a millisecond and when the clock is set
/// back. Thread: any.
/// Source: RFC 9562, section 5.7 (UUID version 7), with a counter in `rand_a` (section 6.2).
class TimeIds {
 public:
  /// Returns 36 characters: "019ac0de-7c3a-7001-9f2b-5d1c0e8a4b67".
  std::string next(Timestamp now);

 private:
  std::mutex mutex_;
  std::uint64_t last_ = 0;  ///< Milliseconds, then 12 bits that count within one.
};

}  // namespace tw::store
