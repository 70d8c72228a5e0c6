#pragma once

#include <memory>

#include "relay/relay.hpp"

namespace tw::app {

/// The channel on which sessions publish what they do.
inline constexpr const char* kLiveChannel = "tradewind:live";

/// Returns the relay that REDIS_URL asks for, or null when it is not set.
/// Errors: throws Failure, without what stands in it.
std::unique_ptr<relay::Relay> relay_of_environment();

}  // namespace tw::app
