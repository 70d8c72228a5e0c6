#pragma once

#include <memory>

#include "relay/relay.hpp"

namespace tw::app {

/// Returns the relay that REDIS_URL asks for, once it is connected, and as it is where that takes
/// longer than a third of a second; null when REDIS_URL is not set.
/// Errors: throws Failure, without what stands in REDIS_URL.
std::unique_ptr<relay::Relay> connected_relay();
/// The same, and one for this process alone when REDIS_URL is not set.
std::unique_ptr<relay::Relay> shared_relay();

}  // namespace tw::app
