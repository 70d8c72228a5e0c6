#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <memory>
#include <string>

#include "core/secret.hpp"
#include "relay/relay.hpp"

namespace tw::relay {

/// How a Redis relay behaves when the server does not.
struct RedisTerms {
  std::chrono::milliseconds patience{1000};      ///< For a connection, and for an answer.
  std::chrono::milliseconds retry_first{100};    ///< Doubled after each failure,
  std::chrono::milliseconds retry_last{10'000};  ///< up to this.
  std::chrono::milliseconds ping_every{5000};    ///< When nothing else is said.
  std::size_t queue_max = 65'536;                ///< Messages that wait to be published.
};

/// Returns a relay through the Redis server at `url`, on a thread of its own that connects, and
/// connects again, in the background: a server that is away stops nobody.
/// Errors: one line, without a secret: the URL is none.
std::expected<std::unique_ptr<Relay>, std::string> make_redis_relay(const Secret& url,
                                                                    const RedisTerms& terms = {});

}  // namespace tw::relay
