#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "portfolio/lot.hpp"

namespace tw::portfolio {

/// The open lots of one instrument, oldest first, leaving at either end in constant time.
///
/// Contiguous, so that they can be viewed as a span. Room at the front is taken back before the
/// storage grows, so it allocates only when the open lots fill more than half of their storage.
class LotQueue {
 public:
  bool empty() const { return first_ == lots_.size(); }
  std::span<const Lot> view() const { return std::span{lots_}.subspan(first_); }
  std::span<Lot> view() { return std::span{lots_}.subspan(first_); }

  Lot& oldest() { return lots_[first_]; }
  Lot& newest() { return lots_.back(); }

  void push(const Lot& lot) {
    // Moving down only when half is free keeps a push constant on average.
    if (lots_.size() == lots_.capacity() && first_ * 2 >= lots_.size()) close_front();
    lots_.push_back(lot);
  }
  void pop_oldest() {
    first_ += 1;
    if (empty()) clear();
  }
  void pop_newest() {
    lots_.pop_back();
    if (empty()) clear();
  }
  void drop_empty() {
    close_front();
    std::erase_if(lots_, [](const Lot& lot) { return lot.quantity.raw() == 0; });
  }

 private:
  void clear() {
    lots_.clear();
    first_ = 0;
  }
  void close_front() {
    lots_.erase(lots_.begin(), lots_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }

  std::vector<Lot> lots_;
  std::size_t first_ = 0;
};

}  // namespace tw::portfolio
