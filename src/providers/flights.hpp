#pragma once

#include <cstddef>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace tw::providers {

/// Questions that are under way, so that the same one asked by several threads is sent once.
/// Thread: any.
template <class Result>
class Flights {
 public:
  /// Returns what `ask()` returns, or what it returns to the thread that asked the same `key`
  /// first and still waits.
  template <class Ask>
  Result ask_once(const std::string& key, const Ask& ask) {
    std::promise<std::shared_ptr<const Result>> promise;
    {
      std::unique_lock lock{mutex_};
      if (const auto found = under_way_.find(key); found != under_way_.end()) {
        const auto shared = found->second;
        joined_ += 1;
        lock.unlock();
        return *shared.get();
      }
      under_way_.emplace(key, promise.get_future().share());
    }
    try {
      auto result = std::make_shared<const Result>(ask());
      land(key);
      promise.set_value(result);
      return *result;
    } catch (...) {
      land(key);
      promise.set_exception(std::current_exception());
      throw;
    }
  }

  /// Returns how many questions were answered by another's.
  std::size_t joined() const {
    const std::scoped_lock lock{mutex_};
    return joined_;
  }

 private:
  void land(const std::string& key) {
    const std::scoped_lock lock{mutex_};
    under_way_.erase(key);
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_future<std::shared_ptr<const Result>>> under_way_;
  std::size_t joined_ = 0;
};

}  // namespace tw::providers
