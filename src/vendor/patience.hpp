#pragma once

#include "core/timestamp.hpp"

namespace tw::vendor {

/// What is left of a caller's patience while an adapter asks several times for one answer.
///
/// A stop watch of the edge: no value that comes back depends on it.
class Patience {
 public:
  explicit Patience(Duration whole);

  /// Returns the rest; zero and below when it is used up.
  Duration left() const;

 private:
  // Constant after construction. Units: nanoseconds of a clock that never goes back.
  std::int64_t until_ns_;
};

}  // namespace tw::vendor
