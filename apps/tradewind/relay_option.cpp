#include "relay_option.hpp"

#include <cstdlib>
#include <string>

#include "core/secret.hpp"
#include "relay/redis_relay.hpp"
#include "verb.hpp"

namespace tw::app {

std::unique_ptr<relay::Relay> relay_of_environment() {
  const char* const url = std::getenv("REDIS_URL");
  if (url == nullptr || *url == '\0') return nullptr;
  auto relay = relay::make_redis_relay(Secret{url});
  if (!relay) throw Failure{ExitCode::BadUsage, relay.error()};
  return std::move(*relay);
}

}  // namespace tw::app
