#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "market/bar.hpp"

namespace tw::sim {

/// A window in which an instrument does not trade: from `from` until just before `to`.
struct Halt {
  InstrumentId instrument{};
  Timestamp from;
  Timestamp to;
};

/// The halts of a run: nothing fills inside one, and orders rest through it.
class Halts {
 public:
  bool empty() const { return halts_.empty(); }
  void add(const Halt& halt) { halts_.push_back(halt); }

  /// Returns whether a halt lies over the start of `bar`, so that it is not to be traded on.
  ///
  /// A bar of a session that the halt leaves before its end is: its open is then the price at which
  /// trading resumed.
  bool cover(const Bar& bar) const {
    const bool is_session = bar.end - bar.start >= kSession;
    return std::any_of(halts_.begin(), halts_.end(), [&](const Halt& halt) {
      return halt.instrument == bar.instrument && halt.from <= bar.start && bar.start < halt.to &&
             (!is_session || bar.end <= halt.to);
    });
  }
  /// Returns whether a halt lies over the end of `bar`, and so over its close.
  bool cover_close(const Bar& bar) const {
    return std::any_of(halts_.begin(), halts_.end(), [&](const Halt& halt) {
      return halt.instrument == bar.instrument && halt.from < bar.end && bar.end <= halt.to;
    });
  }

 private:
  /// The shortest session that is traded: three hours of an early close.
  static constexpr Duration kSession = Duration::hours(3);

  std::vector<Halt> halts_;
};

}  // namespace tw::sim
