#pragma once

#include <cstddef>
#include <vector>

#include "core/assert.hpp"
#include "core/timestamp.hpp"
#include "market/bar.hpp"

namespace tw::strategy {

/// The last bars of one instrument that were known at a moment, newest first.
///
/// It holds nothing else, so there is no index that could reach a bar of the future.
/// Owns: valid until the next event.
class HistoryView {
 public:
  HistoryView(const std::vector<Bar>& ring, std::size_t next, std::size_t size)
      : ring_{&ring}, next_{next}, size_{size} {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Returns the bar `ago` bars back; 0 is the newest. Requires `ago < size()`.
  const Bar& operator[](std::size_t ago) const {
    TW_ASSERT(ago < size_);
    const std::size_t capacity = ring_->size();
    return (*ring_)[(next_ + capacity - 1 - ago) % capacity];
  }

 private:
  const std::vector<Bar>* ring_;
  std::size_t next_;
  std::size_t size_;
};

/// Keeps the last `capacity` bars of one instrument.
class BarHistory {
 public:
  explicit BarHistory(std::size_t capacity = 0) : ring_(capacity) {}

  void push(const Bar& bar) {
    if (ring_.empty()) return;
    ring_[next_] = bar;
    next_ = next_ + 1 == ring_.size() ? 0 : next_ + 1;
    if (size_ < ring_.size()) size_ += 1;
  }
  HistoryView view() const { return {ring_, next_, size_}; }

 private:
  std::vector<Bar> ring_;
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace tw::strategy
