#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/assert.hpp"

namespace tw::inline core {

/// Holds at most `kCapacity` values inside the object; never allocates.
template <class T, std::size_t kCapacity>
class InlineVector {
 public:
  using value_type = T;

  /// Returns false, and changes nothing, when full.
  [[nodiscard]] constexpr bool try_push(const T& value) {
    if (size_ == kCapacity) return false;
    items_[size_++] = value;
    return true;
  }
  constexpr void push(const T& value) { TW_ASSERT(try_push(value)); }
  constexpr void clear() { size_ = 0; }
  /// Removes the item at `index`, keeping the order of the others.
  constexpr void erase_at(std::size_t index) {
    TW_ASSERT(index < size_);
    for (std::size_t i = index + 1; i < size_; ++i) items_[i - 1] = items_[i];
    size_ -= 1;
  }

  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr bool full() const { return size_ == kCapacity; }
  constexpr T& operator[](std::size_t i) {
    TW_ASSERT(i < size_);
    return items_[i];
  }
  constexpr const T& operator[](std::size_t i) const {
    TW_ASSERT(i < size_);
    return items_[i];
  }
  constexpr T* begin() { return items_.data(); }
  constexpr T* end() { return items_.data() + size_; }
  constexpr const T* begin() const { return items_.data(); }
  constexpr const T* end() const { return items_.data() + size_; }

 private:
  std::array<T, kCapacity> items_{};
  std::size_t size_ = 0;
};

}  // namespace tw::inline core
