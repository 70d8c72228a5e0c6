#include "providers/surroundings.hpp"

#include <chrono>
#include <mutex>
#include <random>
#include <thread>

#include "core/splitmix.hpp"

namespace tw::providers {
namespace {

class ThisMachine final : public Surroundings {
 public:
  Timestamp now() override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
  }
  void sleep(Duration span) override {
    std::this_thread::sleep_for(std::chrono::nanoseconds{span.ns});
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
