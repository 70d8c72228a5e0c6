#pragma once

#include <cstddef>

#include "core/ids.hpp"
#include "core/per_instrument.hpp"

namespace tw::inline market {

/// Which instruments may be entered now: all of them, until it is told otherwise.
///
/// What was entered while a member may always be left.
class Universe {
 public:
  explicit Universe(std::size_t instruments) : is_outside_(instruments, false) {}

  bool has(InstrumentId id) const { return outside_ == 0 || !is_outside_[id]; }
  bool has_all() const { return outside_ == 0; }

  void join(InstrumentId id) { put(id, false); }
  void leave(InstrumentId id) { put(id, true); }

 private:
  void put(InstrumentId id, bool is_outside) {
    if (is_outside_[id] != is_outside) outside_ += is_outside ? 1 : -1;
    is_outside_[id] = is_outside;
  }

  PerInstrument<unsigned char> is_outside_;
  std::ptrdiff_t outside_ = 0;  ///< How many are.
};

}  // namespace tw::inline market
