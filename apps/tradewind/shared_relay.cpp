#include "shared_relay.hpp"

#include <chrono>
#include <thread>

#include "relay_option.hpp"

namespace tw::app {

std::unique_ptr<relay::Relay> shared_relay() {
  constexpr std::chrono::milliseconds kPatience{333};
  auto relay = relay_of_environment();
  if (relay == nullptr) return relay::make_in_process_relay();
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!relay->health().is_connected && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return relay;
}

}  // namespace tw::app
