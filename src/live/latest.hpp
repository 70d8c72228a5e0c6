#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace tw::live {

/// The newest value of something that one thread keeps publishing, for one thread that looks on.
///
/// Neither ever waits: the writer fills a slot of its own and exchanges it with the one in the
/// middle, the reader exchanges its own for that. Values that were not looked at in time are
/// replaced, which is the policy: a display wants the newest.
/// Thread: one publishes, one takes.
template <class T>
class Latest {
  static_assert(std::is_trivially_copyable_v<T>, "copied while the core thread waits for it");

 public:
  /// The publisher's.
  void publish(const T& value) {
    slots_[back_] = value;
    back_ = middle_.exchange(back_ | kIsNews, std::memory_order_acq_rel) & kSlot;
  }
  /// The reader's. Returns the newest value, or null when there is none since the last call.
  /// Owns: valid until the next call.
  const T* take() {
    if ((middle_.load(std::memory_order_relaxed) & kIsNews) == 0) return nullptr;
    front_ = middle_.exchange(front_, std::memory_order_acq_rel) & kSlot;
    return &slots_[front_];
  }

 private:
  static constexpr std::uint32_t kSlot = 3;
  static constexpr std::uint32_t kIsNews = 4;

  std::array<T, 3> slots_{};
  std::uint32_t back_ = 0;   ///< The publisher's slot.
  std::uint32_t front_ = 1;  ///< The reader's slot.
  std::atomic<std::uint32_t> middle_{2};
};

}  // namespace tw::live
