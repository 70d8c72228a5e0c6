#include "shared_relay.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "relay_option.hpp"

namespace tw::app {

std::unique_ptr<relay::Relay> connected_relay() {
  constexpr std::chrono::milliseconds kPatience{333};
  auto relay = relay_of_environment();
  if (relay == nullptr) return nullptr;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!relay->health().is_connected && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return relay;
}

std::unique_ptr<relay::Relay> shared_relay() {
  auto relay = connected_relay();
  return relay != nullptr ? std::move(relay) : relay::make_in_process_relay();
}

}  // namespace tw::app
