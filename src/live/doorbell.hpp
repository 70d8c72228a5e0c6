#pragma once

#include <atomic>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tw::live {

/// Wakes one thread that sleeps until there is something to do; any thread may ring.
///
///   const auto heard = bell.heard();   // First listen,
///   if (!has_work()) bell.wait(heard); // then look: a ring between the two is not missed.
///
/// Sleeps at once. The standard library's `wait` yields a few times before it sleeps, and whoever
/// yields on a busy machine is let on only after everybody else had a whole turn: milliseconds.
class Doorbell {
 public:
  std::uint32_t heard() const { return rings_.load(std::memory_order_acquire); }
  void ring() {
    // Either we see the sleeper, or it sees our ring: both sides write, then read the other's.
    rings_.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) != 0) call(FUTEX_WAKE_PRIVATE, INT32_MAX);
  }
  /// Returns at once when it has rung since `heard`.
  void wait(std::uint32_t heard) const {
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    while (rings_.load(std::memory_order_seq_cst) == heard) call(FUTEX_WAIT_PRIVATE, heard);
    sleepers_.fetch_sub(1, std::memory_order_release);
  }

 private:
  static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

  // A wait that the system ends early is one more look at the rings.
  void call(int what, std::uint32_t value) const {
    ::syscall(SYS_futex, reinterpret_cast<const std::uint32_t*>(&rings_), what, value, nullptr);
  }

  std::atomic<std::uint32_t> rings_{0};
  mutable std::atomic<std::uint32_t> sleepers_{0};
};

}  // namespace tw::live
