#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/assert.hpp"

namespace tw::indicators {

/// Holds the last `size` samples; zeros stand for those that have not come yet.
///
/// Allocates once, in the constructor.
class Ring {
 public:
  /// Requires `size >= 1`.
  explicit Ring(int size) : values_(checked(size), 0.0), size_{values_.size()} {}

  /// Puts `sample` in and returns the oldest one held, which came `size - 1` samples ago.
  double push(double sample) {
    double* const values = values_.data();  // The index is below size by construction: no check.
    values[next_] = sample;
    next_ += 1;
    if (next_ == size_) next_ = 0;
    return values[next_];
  }

  /// Calls `visit` with each sample, oldest first.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = next_; i < size_; ++i) visit(values_[i]);
    for (std::size_t i = 0; i < next_; ++i) visit(values_[i]);
  }

  /// Calls `visit` with each sample in the order of storage, which is the order of some sources.
  template <class Visit>
  void for_each_stored(Visit&& visit) const {
    for (const double value : values_) visit(value);
  }

  /// Returns the sample pushed `back` pushes ago, 0 for the last one. Requires `back < size`.
  double ago(int back) const {
    const std::size_t distance = static_cast<std::size_t>(back) + 1;
    return values_[next_ >= distance ? next_ - distance : next_ + size_ - distance];
  }

  void reset() {
    std::ranges::fill(values_, 0.0);
    next_ = 0;
  }

 private:
  static std::size_t checked(int size) {
    TW_ASSERT(size >= 1);
    return static_cast<std::size_t>(size);
  }

  std::vector<double> values_;
  std::size_t size_;
  std::size_t next_ = 0;
};

}  // namespace tw::indicators
