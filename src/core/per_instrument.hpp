#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "core/assert.hpp"
#include "core/ids.hpp"

namespace tw::inline core {

/// Holds one `T` for each instrument of a run; the only index is an `InstrumentId`.
///
/// A vector that knows its count instead of dividing a distance by the size of a `T`: these are
/// the lookups of the hot path, several for each bar, and each of them is checked.
template <class T>
class PerInstrument {
 public:
  explicit PerInstrument(std::size_t instruments)  // Asks for no copy: `T` may only move.
      : items_(instruments), data_{items_.data()}, size_{instruments} {}
  PerInstrument(std::size_t instruments, const T& value)
      : items_(instruments, value), data_{items_.data()}, size_{instruments} {}
  explicit PerInstrument(std::vector<T> items)
      : items_{std::move(items)}, data_{items_.data()}, size_{items_.size()} {}
  PerInstrument(const PerInstrument& other) : PerInstrument{other.items_} {}
  PerInstrument(PerInstrument&&) noexcept = default;  // Moving a vector moves no item.
  PerInstrument& operator=(const PerInstrument& other) { return *this = PerInstrument{other}; }
  PerInstrument& operator=(PerInstrument&&) noexcept = default;
  ~PerInstrument() = default;

  T& operator[](InstrumentId instrument) {
    TW_ASSERT(index_of(instrument) < size_);
    return data_[index_of(instrument)];
  }
  const T& operator[](InstrumentId instrument) const {
    TW_ASSERT(index_of(instrument) < size_);
    return data_[index_of(instrument)];
  }

  std::size_t size() const { return size_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  std::span<const T> view() const { return {data_, size_}; }

 private:
  std::vector<T> items_;
  T* data_;
  std::size_t size_;
};

}  // namespace tw::inline core
