#pragma once

#include <span>
#include <vector>

#include "core/timestamp.hpp"

namespace tw::store {

/// The moments from `from` until just before `until`.
struct Stretch {
  Timestamp from;
  Timestamp until;

  constexpr bool empty() const { return until <= from; }
  friend constexpr bool operator==(Stretch, Stretch) = default;
};

/// A set of moments: stretches in order that neither overlap nor touch, so that two sets of the
/// same moments are the same value whatever order they were added in.
class Coverage {
 public:
  Coverage() = default;

  void add(Stretch stretch);
  void add(const Coverage& other);
  /// Returns true when every moment of `stretch` is in the set.
  bool covers(Stretch stretch) const;
  /// Returns the parts of `stretch` that are not in the set, in order.
  std::vector<Stretch> missing_in(Stretch stretch) const;

  std::span<const Stretch> stretches() const { return stretches_; }
  bool empty() const { return stretches_.empty(); }
  friend bool operator==(const Coverage&, const Coverage&) = default;

 private:
  std::vector<Stretch> stretches_;
};

}  // namespace tw::store
