#pragma once

#include <chrono>
#include <thread>

namespace tw::support {

/// Returns whether `condition` comes true, asked again and again, within twenty seconds.
template <class Condition>
bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return condition();
}

}  // namespace tw::support
