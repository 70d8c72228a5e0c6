#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/assert.hpp"
#include "live/doorbell.hpp"

namespace tw::live {

/// A bounded queue from one thread to one other, in order, without a lock.
///
/// A full ring refuses (`try_push`), and its producer has the policy: a replay waits, because
/// history is patient (`push`); an operator is told. Nothing is ever dropped in silence.
/// Thread: one producer pushes, one consumer reads; either may close it, any thread may ask.
template <class T>
class Ring {
 public:
  /// `capacity` is a power of two. `consumer` rings at every push and at the close; it must
  /// outlive the ring, and several rings of one consumer share it.
  Ring(std::size_t capacity, Doorbell& consumer)
      : slots_(capacity), mask_{capacity - 1}, consumer_{consumer} {
    TW_ASSERT(std::has_single_bit(capacity));
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  // --- the producer's ---
  /// Returns false when the ring is full or closed.
  [[nodiscard]] bool try_push(const T& value) {
    const std::size_t at = pushed_.load(std::memory_order_relaxed);
    if (is_closed() || at - popped_.load(std::memory_order_acquire) > mask_) return false;
    slots_[at & mask_] = value;
    pushed_.store(at + 1, std::memory_order_release);
    consumer_.ring();
    return true;
  }
  /// Sleeps while the ring is full. Returns false when it is closed: the value was not taken.
  [[nodiscard]] bool push(const T& value) {
    while (!is_closed()) {
      const auto heard = space_.heard();
      if (try_push(value)) return true;
      space_.wait(heard);
    }
    return false;
  }

  // --- the consumer's ---
  /// Returns the oldest value, or null. Owns: valid until `pop`.
  const T* front() const {
    const std::size_t at = popped_.load(std::memory_order_relaxed);
    if (at == pushed_.load(std::memory_order_acquire)) return nullptr;
    return &slots_[at & mask_];
  }
  /// Requires a `front`.
  void pop() {
    popped_.store(popped_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    space_.ring();
  }
  /// True once it is closed and everything pushed before has been read.
  bool is_drained() const { return is_closed() && front() == nullptr; }

  // --- anybody's ---
  /// No value is taken from here on; what is inside can still be read. Wakes both sides.
  void close() {
    closed_.store(true, std::memory_order_release);
    consumer_.ring();
    space_.ring();
  }
  bool is_closed() const { return closed_.load(std::memory_order_acquire); }

 private:
  static constexpr std::size_t kCacheLine = 64;

  // Constant after construction.
  std::vector<T> slots_;
  std::size_t mask_;
  Doorbell& consumer_;

  // Each side writes its own line, so that neither slows the other down.
  alignas(kCacheLine) std::atomic<std::size_t> pushed_{0};
  alignas(kCacheLine) std::atomic<std::size_t> popped_{0};
  Doorbell space_;
  alignas(kCacheLine) std::atomic<bool> closed_{false};
};

}  // namespace tw::live
