#pragma once

#include <atomic>
#include <cstdint>

namespace tw::live {

/// Wakes one thread that sleeps until there is something to do; any thread may ring.
///
///   const auto heard = bell.heard();   // First listen,
///   if (!has_work()) bell.wait(heard); // then look: a ring between the two is not missed.
class Doorbell {
 public:
  std::uint32_t heard() const { return rings_.load(std::memory_order_acquire); }
  void ring() {
    rings_.fetch_add(1, std::memory_order_acq_rel);
    rings_.notify_all();
  }
  /// Returns at once when it has rung since `heard`.
  void wait(std::uint32_t heard) const { rings_.wait(heard, std::memory_order_acquire); }

 private:
  std::atomic<std::uint32_t> rings_{0};
};

}  // namespace tw::live
