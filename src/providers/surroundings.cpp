#include "providers/surroundings.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>

#include "core/splitmix.hpp"

namespace tw::providers {
namespace {

class ThisMachine final : public Surroundings {
 public:
  Timestamp now() override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
  }
  void sleep(Duration span, const std::stop_token& stop) override {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_for(lock, stop, std::chrono::nanoseconds{span.ns}, [] { return false; });
  }
  double chance() override {
    const std::scoped_lock lock{mutex_};
    return draws_.uniform();
  }

 private:
  std::mutex mutex_;
  SplitMix draws_{std::random_device{}()};
};

}  // namespace

Surroundings& this_machine() {
  static ThisMachine machine;
  return machine;
}

}  // namespace tw::providers
