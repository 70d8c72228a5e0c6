#pragma once

#include <mutex>  // tidy: an adapter is asked by several threads

#include "vendor/vendor.hpp"

namespace tw::vendor {

/// The last thing that a vendor said of our budget. Thread: any, several at once.
class BudgetBoard {
 public:
  void note(const BudgetNews& news) {
    const std::lock_guard lock{mutex_};
    news_ = news;
  }
  BudgetNews last() const {
    const std::lock_guard lock{mutex_};
    return news_;
  }

 private:
  mutable std::mutex mutex_;
  BudgetNews news_;
};

}  // namespace tw::vendor
